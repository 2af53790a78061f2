/** What a policy would have meant for a past rollout, beside what happened. */
export type PreviewOutcome = "same" | "caught" | "spared" | "not_counted";

/**
 * `caught`: it would have been taken back by its counts, and was not taken back by evidence. `spared`: evidence took it back, and its counts
 * alone would not have. `not_counted`: no counts were kept, so nobody can tell.
 */
export function outcomeOf(facts: {
  readonly hasCounts: boolean;
  readonly wasTakenBackByEvidence: boolean;
  readonly wouldFail: boolean;
}): PreviewOutcome {
  if (!facts.hasCounts) return "not_counted";
  if (facts.wouldFail === facts.wasTakenBackByEvidence) return "same";
  return facts.wouldFail ? "caught" : "spared";
}

const evidenceCauses = new Set(["error_rate", "latency", "burn_rate", "health", "metric"]);

/** Did what was measured take it back, rather than a person, a deadline or another release? */
export function isByEvidence(rollbackCause: string | null): boolean {
  return rollbackCause !== null && evidenceCauses.has(rollbackCause);
}

/** The answer in a sentence. */
export function previewWords(outcomes: readonly PreviewOutcome[]): string {
  const count = (outcome: PreviewOutcome) => outcomes.filter((one) => one === outcome).length;
  if (outcomes.length === 0) return "No rollout of this service has ended yet, so there is nothing to look back on.";
  const [caught, spared, unknown] = [count("caught"), count("spared"), count("not_counted")];
  const rollouts = outcomes.length === 1 ? "Of one past rollout" : `Of ${outcomes.length} past rollouts`;
  const open = unknown === 0 ? "" : ` Of ${unknown} no counts were kept.`;
  if (caught === 0 && spared === 0) return `${rollouts} none would have ended otherwise by its counts.${open}`;
  return `${rollouts} ${caught} more would have been taken back, and ${spared} fewer, by their counts.${open}`;
}
