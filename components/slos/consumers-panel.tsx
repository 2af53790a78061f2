import Link from "next/link";
import type { ReactNode } from "react";
import { Time } from "@/components/feedback/time";
import { Panel } from "@/components/ui/panel";
import type { ObjectiveMarker } from "@/lib/slos/contract";
import classes from "./slos.module.css";

const maxShown = 10;

/** The deployments of the period by the budget that went in the hour after each. */
export function ConsumersPanel({ markers }: { readonly markers: readonly ObjectiveMarker[] }): ReactNode {
  const used = (marker: ObjectiveMarker) => Number(marker.budgetUsedPercent ?? -1);
  const sorted = markers.toSorted((left, right) => used(right) - used(left));
  return (
    <Panel
      title="Who used the budget"
      description="Of the whole budget, in the hour after each deployment. That it came after does not prove that it came from it."
      isFlush={sorted.length > 0}
    >
      {sorted.length === 0 ? (
        <span className={classes.muted}>Nothing was deployed in this period.</span>
      ) : (
        <ul className={classes.list}>
          {sorted.slice(0, maxShown).map((marker) => (
            <li key={marker.id} className={classes.row}>
              <span className={classes.name}>
                {marker.rolloutId ? <Link href={`/rollouts/${marker.rolloutId}`}>{marker.label}</Link> : marker.label}
                <span className={classes.muted}>
                  <Time atMs={Date.parse(marker.at)} />
                </span>
              </span>
              <span className={classes.number}>
                {marker.budgetUsedPercent === null ? (
                  <span className={classes.muted}>no data</span>
                ) : (
                  `${marker.budgetUsedPercent} %`
                )}
              </span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
