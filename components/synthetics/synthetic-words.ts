import type { Status } from "@/components/feedback/status";
import { formatDuration } from "@/components/feedback/time-format";
import type { CheckBand, CheckView, RunOutcome, RunView } from "@/lib/synthetics/contract";

interface Badge {
  readonly status: Status;
  readonly label: string;
}

const bands: Readonly<Record<CheckBand, Badge>> = {
  passing: { status: "healthy", label: "Passing" },
  unsteady: { status: "at_risk", label: "Unsteady" },
  failing: { status: "failed", label: "Failing" },
  unknown: { status: "no_data", label: "Unknown" },
  paused: { status: "neutral", label: "Out of use" },
};

/** The badge of a band. */
export function bandBadge(band: CheckBand): Badge {
  return bands[band];
}

const outcomes: Readonly<Record<RunOutcome, Badge>> = {
  passed: { status: "healthy", label: "Passed" },
  failed: { status: "failed", label: "Failed" },
  not_run: { status: "no_data", label: "Not run" },
};

/** The badge of a run. */
export function runBadge({ outcome, startedAt }: Pick<RunView, "outcome" | "startedAt">): Badge {
  if (outcome) return outcomes[outcome];
  return startedAt ? { status: "progressing", label: "Running" } : { status: "waiting", label: "Waits" };
}

/** Why a run was made, in words. */
export function causeWords({ cause, stepIndex, askedBy }: Pick<RunView, "cause" | "stepIndex" | "askedBy">): string {
  switch (cause) {
    case "schedule":
      return "Schedule";
    case "person":
      return askedBy ? `Asked for by ${askedBy}` : "Asked for";
    case "before":
      return "Before";
    case "step":
      return `After step ${(stepIndex ?? 0) + 1}`;
    case "end":
      return "All traffic moved";
    case "rolled_back":
      return "After the rollback";
  }
}

/** The answer of a page about one check. */
export function answerOf(check: CheckView): string {
  const every = `every ${formatDuration(check.intervalMs)}`;
  const [last] = check.strip.filter(({ outcome }) => outcome !== "not_run");
  switch (check.band) {
    case "paused":
      return "It is out of use: no run is made, and its minutes are unknown.";
    case "unknown":
      return last
        ? `No run was made lately, so nothing is known now; it should be made ${every}.`
        : `No run was made yet; it is made ${every}.`;
    case "failing":
      return `The last run failed: ${last?.reason ?? "see below"}`;
    case "unsteady":
      return `The last run passed, but not all of the last ten did. It is made ${every}.`;
    case "passing":
      return `${passedWords(check)} It is made ${every}.`;
  }
}

function passedWords({ strip }: CheckView): string {
  const made = Math.min(10, strip.filter(({ outcome }) => outcome !== "not_run").length);
  return made === 1 ? "Its only run passed." : `The last ${made} runs passed.`;
}

/** The answer of the list. */
export function listAnswer(checks: readonly CheckView[]): string {
  if (checks.length === 0) return "Journeys that are made on a schedule and around rollouts.";
  const count = (band: CheckBand) => checks.filter((check) => check.band === band).length;
  const parts = [
    count("failing") > 0 ? `${count("failing")} failing` : "",
    count("unsteady") > 0 ? `${count("unsteady")} unsteady` : "",
    count("unknown") > 0 ? `${count("unknown")} unknown` : "",
  ].filter(Boolean);
  const all = checks.length === 1 ? "1 check" : `${checks.length} checks`;
  return parts.length === 0 ? `${all}; none fails.` : `${all}: ${parts.join(", ")}.`;
}
