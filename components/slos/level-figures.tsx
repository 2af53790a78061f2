import type { ReactNode } from "react";
import { StatusBadge } from "@/components/feedback/status-badge";
import { Time } from "@/components/feedback/time";
import { Panel } from "@/components/ui/panel";
import type { ObjectiveDetail } from "@/lib/slos/contract";
import { CompositeRule, countNote, DeliveryRule, SamplingRule, unknownNote } from "./level-notes";
import { levelValueOf, rangeOf, verdictBadge } from "./objective-words";
import classes from "./slos.module.css";

/** Level, budget and what is known, each with its range and rule. */
export function LevelFigures({ objective }: { readonly objective: ObjectiveDetail }): ReactNode {
  const { level, definition, delivery } = objective;
  const figures = [
    {
      label: `Level, against ${definition.targetPercent} %`,
      value: levelValueOf(level),
      note: countNote(objective),
    },
    {
      label: "Budget left",
      value: rangeOf(level.budgetLeftWorstPercent, level.budgetLeftBestPercent),
      note: "of what may go wrong in the period",
    },
    {
      label: "Known",
      value: rangeOf(level.coveragePercent, level.coveragePercent),
      note: unknownNote(objective),
    },
  ];
  return (
    <Panel title="Level" actions={<StatusBadge {...verdictBadge(level.verdict)} />}>
      <dl className={classes.figures}>
        {figures.map(({ label, value, note }) => (
          <div key={label} className={classes.figure}>
            <dt>{label}</dt>
            <dd>
              <span className={classes.value} data-missing={value === null || undefined}>
                {value ?? "no data"}
              </span>
              <span className={classes.muted}>{note}</span>
            </dd>
          </div>
        ))}
      </dl>
      {level.sampled ? <SamplingRule sampled={level.sampled} /> : null}
      {delivery ? <DeliveryRule delivery={delivery} from={level.from} /> : null}
      {definition.sli.kind === "composite" ? (
        <CompositeRule combine={definition.sli.combine} from={level.from} />
      ) : null}
      {level.unknownMinutes === null ? null : (
        <p className={classes.rule}>
          From <Time atMs={Date.parse(level.from)} format="absolute" /> on;{" "}
          {level.watermark ? (
            <>
              the source told last of <Time atMs={Date.parse(level.watermark)} format="absolute" />
            </>
          ) : (
            "the source told of nothing"
          )}
          . A range runs from all unknown minutes bad to all of them good, with the traffic of the known ones. Minutes
          before the first known one count nowhere. Shares are cut, never rounded up.
        </p>
      )}
      {objective.adjusted ? <Adjusted adjusted={objective.adjusted} /> : null}
      {objective.blind ? (
        <p className={classes.rule}>
          <StatusBadge status="no_data" label="Dark" /> {objective.blind.detail}
          {objective.blind.since ? (
            <>
              {" "}
              Since <Time atMs={Date.parse(objective.blind.since)} format="absolute" />.
            </>
          ) : null}
        </p>
      ) : null}
    </Panel>
  );
}

/** What the level would be without the forgiven time, always beside the raw one. */
function Adjusted({ adjusted }: { readonly adjusted: NonNullable<ObjectiveDetail["adjusted"]> }): ReactNode {
  const { level, waivers, windows } = adjusted;
  const range = rangeOf(level.worstPercent, level.bestPercent) ?? "no data";
  const left = rangeOf(level.budgetLeftWorstPercent, level.budgetLeftBestPercent) ?? "no data";
  return (
    <p className={classes.rule}>
      Adjusted, without {[...windows, ...waivers].join(", ") || "planned time"}: {range}, {left} of the budget left. The
      figures above are raw, and alerts and policies look at the raw ones.
    </p>
  );
}
