import Link from "next/link";
import type { ReactNode } from "react";
import { formatDuration } from "@/components/feedback/time-format";
import { Panel } from "@/components/ui/panel";
import type { RolloutOverview } from "@/lib/rollouts/api-contract";
import classes from "./panels.module.css";

interface FiguresPanelProps {
  readonly overview: RolloutOverview;
  readonly canSeeAudit: boolean;
}

interface Figure {
  readonly label: string;
  /** Null where nothing was measured. */
  readonly value: string | null;
  readonly note: string;
}

/** The figures of 30 days, each with what it counts. */
export function FiguresPanel({ overview, canSeeAudit }: FiguresPanelProps): ReactNode {
  return (
    <Panel title="Last 30 days" actions={canSeeAudit ? <Link href="/audit">Audit log</Link> : undefined}>
      <dl className={classes.figures}>
        {figuresOf(overview).map((figure) => (
          <div key={figure.label} className={classes.figure}>
            <dt>{figure.label}</dt>
            <dd>
              <span className={classes.value} data-missing={figure.value === null || undefined}>
                {figure.value ?? "no data"}
              </span>
              <span className={classes.note}>{figure.note}</span>
            </dd>
          </div>
        ))}
      </dl>
      <p className={classes.rule}>
        Time to roll back runs from the decision to the data plane showing no traffic for the version; rollouts that had
        no users yet are left out. Cancelled rollouts count nowhere.
      </p>
    </Panel>
  );
}

function figuresOf({ last30Days, lastDay }: RolloutOverview): readonly Figure[] {
  const { completed, rolledBack, rolledBackByItself, medianRollbackMs, slowestRollbackMs, rollbacksMeasured } =
    last30Days;
  const ended = completed + rolledBack;
  const share = ended === 0 ? null : `${Math.round((100 * completed) / ended)} %`;
  return [
    { label: "Completed", value: `${completed}`, note: `${lastDay.completed} in 24 h` },
    {
      label: "Rolled back",
      value: `${rolledBack}`,
      note: `${rolledBackByItself} by itself, ${lastDay.rolledBack} in 24 h`,
    },
    { label: "Stayed", value: share, note: `of ${ended} ended` },
    {
      label: "Median time to roll back",
      value: medianRollbackMs === null ? null : formatDuration(medianRollbackMs),
      note:
        slowestRollbackMs === null
          ? `n = ${rollbacksMeasured}`
          : `slowest ${formatDuration(slowestRollbackMs)}, n = ${rollbacksMeasured}`,
    },
    { label: "Decisions on record", value: `${last30Days.decisions}`, note: "with actor, reason, evidence" },
  ];
}
