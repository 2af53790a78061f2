import { AppError } from "@/lib/kernel/app-error";
import { assertAllowedUrl } from "@/lib/platform/http/url-policy";
import type { Journey } from "../contract";
import { reasonsAgainst } from "../domain/check-journey";
import { originOf } from "../domain/template";
import { isPattern } from "../linear-match";

interface Given {
  readonly journey: Journey;
  readonly secretNames: readonly string[];
  readonly allowCidrs: readonly string[];
}

/** Throws `invalid_input` with every reason why a journey cannot do what it says, or may not go where it leads. */
export function assertAllowedJourney({ journey, secretNames, allowCidrs }: Given): void {
  const addresses = journey.steps.flatMap(({ url }, index) => {
    try {
      assertAllowedUrl(originOf(url), { allowCidrs }, `journey.steps.${index}.url`);
      return [];
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      return [...error.reasons];
    }
  });
  const reasons = [...addresses, ...reasonsAgainst(journey, secretNames, isPattern)];
  if (reasons.length > 0) {
    throw new AppError("invalid_input", { detail: "This journey cannot be made as it stands.", reasons });
  }
}
