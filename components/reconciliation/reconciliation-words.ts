import type { Status } from "@/components/feedback/status";
import type { Coverage, DifferenceKind, DifferenceState, ReconciliationStatus } from "@/lib/cmdb/contract";

export const kindWords: Readonly<Record<DifferenceKind, string>> = {
  missing_in_cmdb: "Missing in CMDB",
  missing_in_pipeline: "Missing in pipeline",
  version_differs: "Version differs",
  environment_differs: "Environment differs",
  stale_record: "Stale record",
  owner_differs: "Owner differs",
  not_observed_as_recorded: "Another version runs",
};

const states: Readonly<Record<DifferenceState, { readonly status: Status; readonly label: string }>> = {
  open: { status: "at_risk", label: "Open" },
  accepted: { status: "neutral", label: "Accepted" },
  fixed: { status: "healthy", label: "Fixed" },
};

export function differenceStatus(state: DifferenceState): { readonly status: Status; readonly label: string } {
  return states[state];
}

/** What the last comparison could see, in a sentence. Never says that all is well of what it could not see. */
export function coverageSentence(coverage: Coverage): string {
  const { lanes, compared, observed, items, placedItems, settling, cmdbUnknown } = coverage;
  const seen = `Of ${lanes} services × environments, ${observed} are observed`;
  if (cmdbUnknown !== null) return `${seen}; nothing is said about the CMDB: ${cmdbUnknown}`;
  const foreign = items - placedItems;
  const notOurs = foreign > 0 ? ` ${foreign} of ${items} items name what is not ours.` : "";
  const young = settling > 0 ? ` ${settling} deployments are too young to be judged.` : "";
  return `${seen} and ${compared} are known to both pipeline and CMDB.${notOurs}${young}`;
}

/** The page's answer in one sentence. */
export function reconciliationAnswer(status: ReconciliationStatus): string {
  if (!status.lastRun) return "Nothing was compared yet.";
  const { open, accepted } = status.counts;
  const word = open === 1 ? "difference is" : "differences are";
  const unknown = status.lastRun.coverage.cmdbUnknown !== null;
  if (open === 0 && unknown) return "No difference is open, but the CMDB is unknown.";
  return open === 0 ? `No difference is open; ${accepted} accepted.` : `${open} ${word} open, ${accepted} accepted.`;
}
