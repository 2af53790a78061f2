import type { ReactNode } from "react";
import { StatusBadge } from "@/components/feedback/status-badge";
import { Time } from "@/components/feedback/time";
import { Panel } from "@/components/ui/panel";
import type { WaiverDetail } from "@/lib/waivers/contract";
import { needText } from "./waiver-words";
import classes from "./waivers.module.css";

interface HistoryProps {
  readonly waiver: WaiverDetail;
}

/** Who approved, and whether it still counts. */
export function ApprovalsPanel({ waiver }: HistoryProps): ReactNode {
  const { approvals, validApprovals, need } = waiver;
  return (
    <Panel
      title={`Approvals · ${validApprovals} of ${need.approvals}`}
      description={`Needs ${needText(need)}, of this very content, by persons who wrote none of it`}
      isFlush={approvals.length > 0}
    >
      {approvals.length === 0 ? (
        <span className={classes.muted}>Nobody has approved it yet.</span>
      ) : (
        <ul className={classes.list}>
          {approvals.map((one) => (
            <li key={`${one.revision} ${one.approvedBy} ${one.at}`} className={classes.row}>
              <span className={classes.name}>
                {one.approvedBy}
                <span className={classes.muted}>
                  {one.comment} · revision {one.revision}, <Time atMs={Date.parse(one.at)} />
                </span>
              </span>
              <StatusBadge
                status={one.isValid ? "healthy" : "neutral"}
                label={one.isValid ? "Counts" : "Counts no more"}
              />
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

/** Every revision, newest first: who wrote it, why, and what changed. */
export function HistoryPanel({ waiver }: HistoryProps): ReactNode {
  const { revisions } = waiver;
  return (
    <Panel title="History" isFlush>
      <ul className={classes.list}>
        {revisions.map((one, index) => (
          <li key={one.revision} className={classes.row}>
            <span className={classes.name}>
              Revision {one.revision} by {one.savedBy}
              {one.reason ? `: ${one.reason}` : ""}
              <span className={classes.muted}>
                <Time atMs={Date.parse(one.savedAt)} /> · {changesOf(one.content, revisions[index + 1]?.content)} ·{" "}
                <span className={classes.hash}>{one.contentHash.slice(0, 12)}</span>
              </span>
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

type Content = Readonly<Record<string, unknown>>;

const fieldNames: Readonly<Record<string, string>> = {
  subject: "rule",
  justification: "why",
  risk: "risk",
  mitigation: "what is done against it",
  sunset: "sunset",
  startsAt: "start",
  endsAt: "end",
  need: "approvals needed",
};

function changesOf(content: Content, before: Content | undefined): string {
  if (!before) return "first written";
  const changed = Object.entries(fieldNames)
    .filter(([field]) => JSON.stringify(content[field]) !== JSON.stringify(before[field]))
    .map(([, name]) => name);
  return changed.length === 0 ? "the same words again" : `changed: ${changed.join(", ")}`;
}
