import type { ReactNode } from "react";
import { ReasonList } from "@/components/forms/reason-list";
import type { Reason } from "@/lib/kernel/result";
import { ApiError } from "@/lib/platform/http/api-client";
import { Notice } from "./auth-card";

export interface FormProblemsProps {
  /** Refusals that concern no field. */
  readonly reasons: readonly Reason[];
  readonly failure: unknown;
}

/** What a form's fields cannot show themselves. */
export function FormProblems({ reasons, failure }: FormProblemsProps): ReactNode {
  if (reasons.length > 0) {
    return (
      <Notice tone="bad">
        <ReasonList reasons={reasons} />
      </Notice>
    );
  }
  if (!failure) return null;
  const words = failure instanceof ApiError ? failure.detail : "This did not work. Try again.";
  return <Notice tone="bad">{words}</Notice>;
}
