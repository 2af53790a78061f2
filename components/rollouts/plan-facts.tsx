import type { ReactNode } from "react";
import { formatDuration } from "@/components/feedback/time-format";
import { Facts } from "@/components/ui/facts";
import type { RolloutPlan } from "@/lib/rollouts/contract";
import classes from "./plan-facts.module.css";
import { type PlanRow, planRows, smokeRows, triggerRows } from "./plan-words";

type Origins = Readonly<Record<string, string>>;

export interface PlanFactsProps {
  readonly plan: RolloutPlan;
  /** Where each value comes from; values that are not the template's are marked. */
  readonly origin?: Origins;
}

/** Steps, triggers and deadlines of a plan with their values. */
export function PlanFacts({ plan, origin = {} }: PlanFactsProps): ReactNode {
  return (
    <div className={classes.plan}>
      <section>
        <h3 className={classes.heading}>
          Steps <OriginMark origin={origin.steps} />
        </h3>
        <ol className={classes.steps}>
          {plan.steps.map((step, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a step is its place in the plan.
            <li key={index} className={classes.step}>
              <span className={classes.share}>{step.trafficPercent} %</span>
              <span className={classes.stepWords}>
                bake {formatDuration(step.bakeMs)}
                {step.minRequests > 0 ? `, ≥ ${step.minRequests} requests` : ""}
                {step.approval ? ", then approval" : ""}
                {step.triggers ? ", own limits" : ""}
              </span>
            </li>
          ))}
        </ol>
        {plan.smokeChecks.length > 0 || origin.smokeChecks === "service" ? (
          <>
            <h3 className={classes.heading}>Before any traffic moves</h3>
            <RowFacts rows={smokeRows(plan)} origin={origin} />
          </>
        ) : null}
      </section>
      <section>
        <h3 className={classes.heading}>Taken out of traffic when</h3>
        <RowFacts rows={triggerRows(plan.triggers)} origin={origin} />
      </section>
      <section className={classes.limits}>
        <h3 className={classes.heading}>Time limits</h3>
        <RowFacts rows={planRows(plan)} origin={origin} />
      </section>
    </div>
  );
}

function RowFacts({ rows, origin }: { readonly rows: readonly PlanRow[]; readonly origin: Origins }): ReactNode {
  return (
    <Facts
      layout="rows"
      facts={rows.map((row) => ({
        term: row.term,
        value: <Valued text={row.value} origin={originOf(origin, row.paths)} isOff={row.isOff} />,
      }))}
    />
  );
}

interface ValuedProps {
  readonly text: string;
  readonly origin: string | undefined;
  readonly isOff: boolean;
}

function Valued({ text, origin, isOff }: ValuedProps): ReactNode {
  return (
    <span className={isOff ? classes.off : undefined}>
      {text} <OriginMark origin={origin} />
    </span>
  );
}

/** The strongest origin among the fields of one row. */
function originOf(origin: Origins, paths: readonly string[]): string | undefined {
  const found = paths.map((path) => origin[path]);
  return found.find((value) => value === "request") ?? found.find((value) => value === "service");
}

/** Nothing for the template's own values: only what differs is worth a mark. */
export function OriginMark({ origin }: { readonly origin: string | undefined }): ReactNode {
  if (origin !== "service" && origin !== "request") return null;
  return (
    <span className={classes.origin} data-origin={origin}>
      {origin === "service" ? "service override" : "this request"}
    </span>
  );
}
