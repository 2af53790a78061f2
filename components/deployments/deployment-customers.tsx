import type { ReactNode } from "react";
import type { Status } from "@/components/feedback/status";
import { StatusBadge } from "@/components/feedback/status-badge";
import { Time } from "@/components/feedback/time";
import { Panel } from "@/components/ui/panel";
import type { DeploymentDetail } from "@/lib/deployments/contract";
import { numberRule } from "@/lib/incidents/domain/customer-numbers";
import classes from "./deployment-screen.module.css";

type Signal = DeploymentDetail["customers"]["items"][number];
type Shift = DeploymentDetail["customers"]["numbers"][number];

/** What customers said and did while the version was live. */
export function DeploymentCustomers({ deployment }: { readonly deployment: DeploymentDetail }): ReactNode {
  const { items, tickets, analytics } = deployment.customers;
  const more = tickets + analytics - items.length;
  return (
    <Panel title="Customers" description={sentenceOf(deployment.customers)}>
      <Numbers numbers={deployment.customers.numbers} />
      {items.length === 0 ? (
        <span className={classes.muted}>No source told of customers in this time; that is not known to be good.</span>
      ) : (
        <ul className={classes.list}>
          {items.map((one) => (
            <li key={one.id}>
              <What signal={one} />
              <span className={classes.reason}>
                <Time atMs={Date.parse(one.at)} />
                {one.isNamed ? ", names this version" : ", came in its time"}
              </span>
            </li>
          ))}
        </ul>
      )}
      {more > 0 ? <p className={classes.muted}>And {more} more.</p> : null}
    </Panel>
  );
}

const verdictWords: Readonly<Record<Shift["verdict"], { readonly status: Status; readonly label: string }>> = {
  worse: { status: "failed", label: "Worse" },
  better: { status: "healthy", label: "Better" },
  moved: { status: "at_risk", label: "Changed" },
  unchanged: { status: "neutral", label: "No clear change" },
  unknown: { status: "no_data", label: "Too few numbers" },
};

/** Each metric against the same hours of the weeks before. */
function Numbers({ numbers }: { readonly numbers: readonly Shift[] }): ReactNode {
  if (numbers.length === 0) return null;
  return (
    <>
      <ul className={classes.list} aria-label="Numbers of analytics">
        {numbers.map((one) => (
          <li key={one.metric}>
            <StatusBadge {...verdictWords[one.verdict]} variant="soft" /> <span>{one.sentence}</span>
          </li>
        ))}
      </ul>
      <details className={classes.rule}>
        <summary>How numbers are compared</summary>
        <p>{numberRule}</p>
      </details>
    </>
  );
}

function sentenceOf({ tickets, analytics }: DeploymentDetail["customers"]): string {
  // Nothing told is not a count of nothing.
  if (tickets + analytics === 0) return "Support tickets and analytics that came while it was live.";
  const said = `${tickets} support ${tickets === 1 ? "ticket" : "tickets"} and ${analytics} ${analytics === 1 ? "number" : "numbers"} of analytics`;
  return `${said}, until another version was live or for seven days.`;
}

function What({ signal }: { readonly signal: Signal }): ReactNode {
  const text =
    signal.what === "support_ticket"
      ? (signal.title ?? "A support ticket")
      : `${signal.metric ?? "A number"}: ${signal.value ?? "not told"}`;
  return signal.url ? <a href={signal.url}>{text}</a> : text;
}
