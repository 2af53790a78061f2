import type { Status } from "@/components/feedback/status";
import { formatDuration } from "@/components/feedback/time-format";
import type { RunView } from "@/lib/pipelines/contract";

const statuses: Readonly<Record<string, { readonly status: Status; readonly label: string }>> = {
  queued: { status: "waiting", label: "Queued" },
  running: { status: "progressing", label: "Running" },
  succeeded: { status: "healthy", label: "Succeeded" },
  failed: { status: "failed", label: "Failed" },
  cancelled: { status: "neutral", label: "Cancelled" },
};

export const runStates = ["queued", "running", "succeeded", "failed", "cancelled"] as const;

/** The state of a run or a stage as a status. */
export function runStatus(state: string): { readonly status: Status; readonly label: string } {
  return statuses[state] ?? { status: "no_data", label: state };
}

/** A kind of stage in words; `other` says nothing. */
export function stageKindWords(kind: string): string {
  return kind === "other" ? "work" : kind.replaceAll("_", " ");
}

/** The slowest stage in a few words: `Integration tests, 4 min (62 %)`. */
export function slowestWords(slowest: NonNullable<RunView["slowest"]>): {
  readonly name: string;
  readonly time: string;
} {
  const share = slowest.ratio === null ? "" : `, ${Math.round(slowest.ratio * 100)} % of the run`;
  return { name: slowest.name, time: `${formatDuration(slowest.durationMs)}${share}` };
}

/** What a run was of: its version, else its commit, else its branch. */
export function subjectOf({ version, commitSha, branch }: RunView): string | null {
  return version ?? commitSha?.slice(0, 10) ?? branch;
}
