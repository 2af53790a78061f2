import type { Status } from "@/components/feedback/status";
import type { EvidenceView, SnapshotView } from "@/lib/rollouts/api-contract";

/**
 * The sentence of a decision without those of its checks, which stand with their numbers below it. What a failed check
 * says stays: it is the reason.
 */
export function withoutEvidence({ sentence, evidence }: Pick<SnapshotView, "sentence" | "evidence">): string {
  const folded = evidence.filter((item) => item.verdict !== "fail").map((item) => item.sentence);
  const rest = folded.reduce((text, said) => text.replaceAll(said, ""), sentence);
  return rest.replaceAll(/\s+/g, " ").replaceAll(" .", ".").trim();
}

const verdictOrder = ["fail", "blind", "inconclusive", "pass"] as const;

/** "3 pass, 1 inconclusive". */
export function verdictSummary(evidence: readonly Pick<EvidenceView, "verdict">[]): string {
  return verdictOrder
    .map((verdict) => ({ verdict, count: evidence.filter((item) => item.verdict === verdict).length }))
    .filter(({ count }) => count > 0)
    .map(({ verdict, count }) => `${count} ${verdict}`)
    .join(", ");
}

/** The first sentence of a decision stands out; the rest explains it. A full stop inside a version is no end. */
export function snapshotLead(sentence: string): { readonly lead: string; readonly rest: string } {
  const match = /^(.*?[.!?])\s+(?=[A-Z0-9“"])(.*)$/s.exec(sentence);
  return match?.[1] && match[2] ? { lead: match[1], rest: match[2] } : { lead: sentence, rest: "" };
}

const statusOfKind: Readonly<Record<string, Status>> = {
  rollback_started: "failed",
  rollback_overdue: "failed",
  stable_worse: "failed",
  rolled_back: "neutral",
  cancelled: "neutral",
  completed: "healthy",
  step_passed: "healthy",
  watch_started: "progressing",
  went_blind: "at_risk",
  drift_seen: "at_risk",
  drift_adopted: "at_risk",
  data_plane_restarted: "at_risk",
  step_extended: "at_risk",
  paused: "waiting",
  held: "waiting",
  step_started: "progressing",
  step_shown: "progressing",
  preparation_started: "progressing",
};

const order: readonly Status[] = ["failed", "at_risk", "waiting", "healthy", "progressing"];

/** The gravest of what happened in one transition. */
export function snapshotStatus(kinds: readonly string[]): Status {
  const found = kinds.map((kind) => statusOfKind[kind] ?? "neutral");
  return order.find((status) => found.includes(status)) ?? "neutral";
}
