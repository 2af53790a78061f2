import type { CheckKind } from "@/lib/analysis/domain/evidence";

/** What a policy would have meant for a past rollout, beside what happened. */
export type PreviewOutcome = "same" | "caught" | "spared" | "not_counted";

/**
 * `caught`: what was kept of it would have taken it back, and no evidence did. `spared`: evidence took it back, and what was kept would not
 * have. `not_counted`: nothing was kept, or not of the check that took it back, so nobody can tell.
 */
export function outcomeOf(facts: {
  readonly judged: readonly CheckKind[];
  readonly notKept: readonly CheckKind[];
  readonly rollbackCause: string | null;
  readonly wouldFail: boolean;
}): PreviewOutcome {
  const { judged, notKept, rollbackCause, wouldFail } = facts;
  const cause = evidenceCauses.find((check) => check === rollbackCause);
  if (wouldFail) return cause ? "same" : "caught";
  if (judged.length === 0) return "not_counted";
  if (!cause) return "same";
  return notKept.includes(cause) ? "not_counted" : "spared";
}

/** Causes by which what was measured takes a rollout back, rather than a person, a deadline or another release. */
const evidenceCauses: readonly CheckKind[] = ["error_rate", "latency", "burn_rate", "health", "metric"];

/** The answer in a sentence. */
export function previewWords(outcomes: readonly PreviewOutcome[]): string {
  const count = (outcome: PreviewOutcome) => outcomes.filter((one) => one === outcome).length;
  if (outcomes.length === 0) return "No rollout of this service has ended yet, so there is nothing to look back on.";
  const [caught, spared, unknown] = [count("caught"), count("spared"), count("not_counted")];
  const rollouts = outcomes.length === 1 ? "Of one past rollout" : `Of ${outcomes.length} past rollouts`;
  const open = unknown === 0 ? "" : ` Of ${unknown} too little was kept to tell.`;
  if (caught === 0 && spared === 0)
    return `${rollouts} none would have ended otherwise by what was kept of ${outcomes.length === 1 ? "it" : "them"}.${open}`;
  return `${rollouts} ${caught} more would have been taken back, and ${spared} fewer, by what was kept of them.${open}`;
}
