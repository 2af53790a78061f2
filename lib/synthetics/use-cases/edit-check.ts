import type { z } from "zod";
import { AppError } from "@/lib/kernel/app-error";
import type { Instant } from "@/lib/kernel/instant";
import type { SecretBox } from "@/lib/platform/crypto/secret-box";
import { prismaExecutor } from "@/lib/platform/db/executor";
import { notFound, requireRevision } from "@/lib/platform/refusals";
import { defineUseCase } from "@/lib/platform/use-case";
import { type CheckRow, findCheckRow } from "../check-read-model";
import { type CheckChange, lockCheck, saveCheck } from "../check-store";
import { type CheckView, EditCheckInput, Journey } from "../contract";
import { hostOf, originsOf } from "../domain/check-journey";
import { firstDue } from "../domain/schedule";
import { sealSecrets } from "../open-secrets";
import { assertAllowedJourney } from "./allowed-journey";
import { viewCheck } from "./check-view";
import { distinctNames } from "./create-check";

/** Stored secrets never go to an address that they were not entered for. */
function assertKeepsSecrets(before: CheckRow, journey: Journey, hasNewSecrets: boolean): void {
  if (hasNewSecrets || before.secrets === null) return;
  const known = originsOf(Journey.parse(before.journey));
  const added = originsOf(journey).filter((origin) => !known.includes(origin));
  if (added.length === 0) return;
  const message = `The journey now asks ${added.join(", ")}, so its secrets are needed again.`;
  throw new AppError("invalid_input", {
    detail: message,
    reasons: [{ code: "secret_required", field: "secrets", message, remedy: "Enter every secret again." }],
  });
}

type Input = z.infer<typeof EditCheckInput>;

/** Throws `invalid_input` with every reason why a check cannot become what is asked. */
function assertMayBecome(before: CheckRow, input: Input, allowCidrs: readonly string[]): void {
  const { journey, secrets } = input;
  const secretNames = secrets ? distinctNames(secrets) : before.secretNames;
  if (journey || secrets)
    assertAllowedJourney({ journey: journey ?? Journey.parse(before.journey), secretNames, allowCidrs });
  if (journey) assertKeepsSecrets(before, journey, secrets !== undefined);
}

/** What an input changes in the row. What is due is due anew when the interval changes, or when it is used again. */
function changeOf(before: CheckRow, input: Input, now: Instant, box: SecretBox): CheckChange {
  const { name, journey, intervalMs, isAroundRollouts, isEnabled, secrets } = input;
  const isDueAnew = intervalMs !== undefined || isEnabled === true;
  return {
    name,
    journey,
    host: journey && hostOf(journey),
    secrets: secrets && sealSecrets(box, before.id, secrets),
    secretNames: secrets?.map((secret) => secret.name),
    intervalMs,
    isAroundRollouts,
    disabledAt: isEnabled === undefined ? undefined : isEnabled ? null : new Date(now),
    nextDueAt: isDueAnew ? new Date(firstDue(now, intervalMs ?? before.intervalMs, Math.random())) : undefined,
  };
}

/** Change a check, or put it out of use. */
export const editCheck = defineUseCase({
  name: "synthetic.edit",
  permission: "slo:write",
  input: EditCheckInput,
  subject: (input) => ({ kind: "synthetic", id: input.slug ?? null }),
  async handle({ input, now, tx, runtime, record, hint }): Promise<CheckView> {
    const { slug } = input;
    const locked = await lockCheck(prismaExecutor(tx), slug);
    const before = locked ? await findCheckRow(tx, slug) : null;
    if (!before) throw notFound("synthetic check", slug);
    requireRevision(before, input.revision);
    assertMayBecome(before, input, runtime.config.SIGNALBOX_OUTBOUND_ALLOW_CIDRS);
    await saveCheck(tx, before.id, changeOf(before, input, now, runtime.secrets));
    const after = await findCheckRow(tx, slug);
    if (!after) throw new Error("a check vanished in its own transaction");
    await record({
      subject: { kind: "synthetic", id: slug, name: after.name },
      before: recorded(before),
      after: recorded(after),
      detail: { secretsChanged: input.secrets !== undefined },
    });
    await hint({ topic: "synthetic", id: slug, revision: after.revision });
    return viewCheck(tx, after, now);
  },
});

function recorded({ name, journey, intervalMs, isAroundRollouts, secretNames, disabledAt }: CheckRow) {
  return { name, journey, intervalMs, isAroundRollouts, secretNames, isEnabled: disabledAt === null };
}
