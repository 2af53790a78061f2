import { VisuallyHidden } from "@mantine/core";
import type { ReactNode } from "react";
import { EmptyState } from "@/components/feedback/empty-state";
import { Panel } from "@/components/ui/panel";
import type { RolloutOverview } from "@/lib/rollouts/api-contract";
import classes from "./panels.module.css";

type Days = RolloutOverview["days"];

/** Completed and rolled back by day: one bar a day, the share of harm in its own pattern. */
export function OutcomesPanel({ days }: { readonly days: Days }): ReactNode {
  const most = Math.max(0, ...days.map((day) => day.completed + day.rolledBack));
  const active = days.filter((day) => day.completed + day.rolledBack > 0).length;
  if (most === 0) {
    return (
      <Panel title="Ended rollouts by day">
        <EmptyState kind="nothing_yet" title={`No rollout ended in ${days.length} days`} />
      </Panel>
    );
  }
  return (
    <Panel
      title="Ended rollouts by day"
      description={`${active} of ${days.length} days had one; at most ${most} on a day (UTC)`}
    >
      <ul className={classes.key}>
        <li>
          <span className={classes.completed} aria-hidden="true" />
          Completed
        </li>
        <li>
          <span className={classes.back} aria-hidden="true" />
          Rolled back
        </li>
      </ul>
      <div className={classes.bars} aria-hidden="true">
        {days.map((day) => (
          <div key={day.day} className={classes.day} title={`${day.day}: ${wordsOf(day)}`}>
            <div className={classes.back} style={heightOf(day.rolledBack, most)} />
            <div className={classes.completed} style={heightOf(day.completed, most)} />
          </div>
        ))}
      </div>
      <div className={classes.axis} aria-hidden="true">
        <span>{days[0]?.day.slice(5)}</span>
        <span>{days.at(-1)?.day.slice(5)}</span>
      </div>
      <VisuallyHidden>
        <ul>
          {days
            .filter((day) => day.completed + day.rolledBack > 0)
            .map((day) => (
              <li key={day.day}>
                {day.day}: {wordsOf(day)}
              </li>
            ))}
        </ul>
      </VisuallyHidden>
    </Panel>
  );
}

function heightOf(count: number, most: number): { readonly height?: string; readonly display?: "none" } {
  return count === 0 ? { display: "none" } : { height: `${(100 * count) / most}%` };
}

function wordsOf(day: Days[number]): string {
  return `${day.completed} completed, ${day.rolledBack} rolled back`;
}
