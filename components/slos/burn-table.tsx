import type { ReactNode } from "react";
import { StatusBadge } from "@/components/feedback/status-badge";
import { Time } from "@/components/feedback/time";
import { Panel } from "@/components/ui/panel";
import type { BurnAlertView, ObjectiveDetail } from "@/lib/slos/contract";
import { alertBadge, windowOf } from "./objective-words";
import classes from "./slos.module.css";

const holds: Readonly<Record<NonNullable<BurnAlertView["heldBy"]>, string>> = {
  too_young: "held: the window is longer than the known past",
  too_few_events: "held: too few requests",
  within_bound: "held: the sample leaves it open",
};

/** Every rule with both windows, its limit and where that comes from. */
export function BurnTable({ objective }: { readonly objective: ObjectiveDetail }): ReactNode {
  return (
    <Panel
      title="Burn-rate alerts"
      description="Burn 1 spends the budget in exactly one period. A rule fires while both windows are above its limit."
      isFlush
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard. */}
      <section className={classes.scroll} tabIndex={0} aria-label="Burn-rate alerts, as a table">
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col">Rule</th>
              <th scope="col">Burn now</th>
              <th scope="col">State</th>
            </tr>
          </thead>
          <tbody>
            {objective.alerts.map((alert) => (
              <Rule key={alert.rule} alert={alert} />
            ))}
          </tbody>
        </table>
      </section>
    </Panel>
  );
}

function Rule({ alert }: { readonly alert: BurnAlertView }): ReactNode {
  const { severity, longWindowMs, shortWindowMs, factor, budgetSharePercent, longBurn, shortBurn, heldBy } = alert;
  return (
    <tr>
      <td>
        {severity === "page" ? "Page" : "Ticket"}
        <div className={classes.muted}>
          {windowOf(longWindowMs)} and {windowOf(shortWindowMs)}
        </div>
      </td>
      <td>
        {longBurn ?? "no data"} and {shortBurn ?? "no data"}
        <div className={classes.muted}>
          limit {factor}: {budgetSharePercent} % of the budget in {windowOf(longWindowMs)}
        </div>
      </td>
      <td>
        <StatusBadge {...alertBadge(alert.status)} />
        <div className={classes.muted}>
          {alert.since ? (
            <>
              since <Time atMs={Date.parse(alert.since)} />
            </>
          ) : null}
          {heldBy ? ` ${holds[heldBy]}` : null}
        </div>
      </td>
    </tr>
  );
}
