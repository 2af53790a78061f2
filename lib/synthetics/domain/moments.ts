import type { Closing, RunCause, RunOutcome } from "../contract";

/** A rollout as far as journeys around it care. */
export interface RolloutFacts {
  readonly phase: string;
  /** The step that is shifting, baking or watched; null before and after. */
  readonly stepIndex: number | null;
}

export interface Moment {
  readonly cause: Extract<RunCause, "before" | "step" | "end" | "rolled_back">;
  readonly stepIndex: number | null;
}

/**
 * The moments of a rollout that have come: before it moves anybody, when a step shows its share, when all traffic is moved, when it was
 * taken back. Asked again and again; whoever keeps them keeps each once.
 */
export function momentsOf({ phase, stepIndex }: RolloutFacts): readonly Moment[] {
  const before: Moment = { cause: "before", stepIndex: null };
  switch (phase) {
    case "preparing":
      return [before];
    case "baking":
      return [before, { cause: "step", stepIndex }];
    case "watching":
    case "completed":
      return [before, { cause: "end", stepIndex: null }];
    case "rolled_back":
      return [before, { cause: "rolled_back", stepIndex: null }];
    case "shifting":
    case "rolling_back":
      return [before];
    default:
      return [];
  }
}

/**
 * What a deployment that is only reported is to journeys, as a phase of a rollout. Its traffic is not ours to see: while its pipeline runs
 * nobody is known to be moved, and once it is over all are, or none.
 */
export function phaseOfDeployment(state: string): string {
  if (state === "running") return "preparing";
  if (state === "succeeded") return "completed";
  return state === "cancelled" ? "cancelled" : "rolled_back";
}

interface EndRun {
  readonly check: string;
  readonly cause: string;
  readonly outcome: RunOutcome | null;
}

/**
 * Whether a release is over well: closed when every journey passed with all traffic on the new version. Never so on what was not run.
 * It decides nothing: a rollback waits for no journey.
 */
export function closingOf(
  phase: string,
  checks: readonly string[],
  runs: readonly EndRun[],
): { closing: Closing; sentence: string } {
  if (checks.length === 0 && runs.length === 0)
    return { closing: "none", sentence: "No synthetic check looks at this service here." };
  if (phase === "rolled_back" || phase === "cancelled")
    return { closing: "open", sentence: "The release was not kept, so no journey closes it." };
  if (phase !== "watching" && phase !== "completed")
    return {
      closing: "not_yet",
      sentence: "The release closes when every journey passes with all traffic on the new version.",
    };
  const ends = runs.filter(({ cause }) => cause === "end");
  const failed = ends.filter(({ outcome }) => outcome === "failed");
  if (failed.length > 0)
    return { closing: "open", sentence: `Not closed: ${names(failed)} failed with all traffic on the new version.` };
  const notRun = ends.filter(({ outcome }) => outcome === "not_run");
  if (notRun.length > 0)
    return { closing: "unknown", sentence: `Nobody can say whether it is over well: ${names(notRun)} was not run.` };
  const isWaiting = ends.length === 0 || ends.some(({ outcome }) => outcome === null);
  if (isWaiting) {
    return phase === "completed" && ends.length === 0
      ? { closing: "unknown", sentence: "Nobody can say whether it is over well: no journey was made after it." }
      : { closing: "waiting", sentence: "The journeys with all traffic on the new version are under way." };
  }
  return { closing: "closed", sentence: `Closed: ${names(ends)} passed with all traffic on the new version.` };
}

function names(runs: readonly EndRun[]): string {
  return [...new Set(runs.map(({ check }) => check))].join(", ");
}
