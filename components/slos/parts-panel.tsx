import Link from "next/link";
import type { ReactNode } from "react";
import { StatusBadge } from "@/components/feedback/status-badge";
import { Panel } from "@/components/ui/panel";
import type { ObjectiveDetail } from "@/lib/slos/contract";
import type { CompositePartView } from "@/lib/slos/detail-contract";
import { rangeOf } from "./objective-words";
import classes from "./slos.module.css";

/** What a composite objective stands on, and what each part takes away from it. */
export function PartsPanel({ objective }: { readonly objective: ObjectiveDetail }): ReactNode {
  const { parts, definition } = objective;
  if (parts === null) return null;
  const isWeighted = definition.sli.kind === "composite" && definition.sli.combine === "weighted";
  return (
    <Panel title="Parts" isFlush>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard. */}
      <section className={classes.scroll} tabIndex={0} aria-label="Parts, as a table">
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col">Objective</th>
              {isWeighted ? <th scope="col">Weight</th> : null}
              <th scope="col">Level</th>
              <th scope="col">Takes away</th>
            </tr>
          </thead>
          <tbody>
            {parts.map((part) => (
              <tr key={part.slug}>
                <td>
                  <Link href={`/slos/${part.slug}`}>{part.name}</Link>
                </td>
                {isWeighted ? <td>{part.weight}</td> : null}
                <td>
                  <PartLevel part={part} />
                </td>
                <td>{pointsOf(part)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </Panel>
  );
}

function PartLevel({ part }: { readonly part: CompositePartView }): ReactNode {
  if (part.gap !== null) return <StatusBadge status="no_data" label={part.gap} />;
  return (
    <>
      {rangeOf(part.worstPercent, part.bestPercent)}
      {part.isDark ? (
        <>
          {" "}
          <StatusBadge status="no_data" label="Dark" />
        </>
      ) : null}
    </>
  );
}

/** "0.1 points", "0 to 100 points". */
function pointsOf({ takesBestPoints, takesWorstPoints }: CompositePartView): string {
  const range = rangeOf(takesBestPoints, takesWorstPoints);
  return range === null ? "other parts stand in for it" : range.replace("%", "points");
}
