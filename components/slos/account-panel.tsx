import type { ReactNode } from "react";
import { StatusBadge } from "@/components/feedback/status-badge";
import { Time } from "@/components/feedback/time";
import { Panel } from "@/components/ui/panel";
import type { ObjectiveDetail } from "@/lib/slos/contract";
import type { ObjectiveAccount, ObjectiveMaintenance } from "@/lib/slos/detail-contract";
import classes from "./slos.module.css";

const kinds: readonly { readonly key: keyof ObjectiveAccount; readonly label: string; readonly note: string }[] = [
  { key: "goodMs", label: "Good", note: "counts, raw and adjusted" },
  { key: "unplannedBadMs", label: "Unplanned outage", note: "counts, raw and adjusted" },
  { key: "plannedBadMs", label: "Bad in planned maintenance", note: "counts raw, left out when adjusted" },
  { key: "waivedBadMs", label: "Bad and waived", note: "counts raw, left out when adjusted" },
  { key: "excludedGoodMs", label: "Good in planned or waived time", note: "counts raw, left out when adjusted" },
  { key: "unknownMs", label: "Unknown", note: "widens the range, raw and adjusted" },
];

/** The period's time by kind, to the second, and the maintenance in it. */
export function AccountPanel({ objective }: { readonly objective: ObjectiveDetail }): ReactNode {
  const { account, maintenance } = objective;
  if (account === null) return null;
  return (
    <Panel
      title="Time"
      description={`A minute is bad when less than ${account.badBelowPercent} % of its requests were good.`}
      isFlush
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard. */}
      <section className={classes.scroll} tabIndex={0} aria-label="Time by kind, as a table">
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col">Kind</th>
              <th scope="col">Time</th>
              <th scope="col">In the level</th>
            </tr>
          </thead>
          <tbody>
            {kinds.map(({ key, label, note }) => (
              <tr key={key}>
                <td>{label}</td>
                <td>{exactTime(account[key] as number)}</td>
                <td className={classes.muted}>{note}</td>
              </tr>
            ))}
            <tr>
              <th scope="row">Together</th>
              <td>{exactTime(account.windowMs)}</td>
              <td className={classes.muted}>
                from <Time atMs={Date.parse(account.from)} format="absolute" /> to{" "}
                <Time atMs={Date.parse(account.to)} format="absolute" />
              </td>
            </tr>
          </tbody>
        </table>
      </section>
      {maintenance.length > 0 ? (
        <ul className={classes.list} aria-label="Maintenance in the period">
          {maintenance.map((window) => (
            <Maintenance key={window.windowId} window={window} />
          ))}
        </ul>
      ) : null}
    </Panel>
  );
}

function Maintenance({ window }: { readonly window: ObjectiveMaintenance }): ReactNode {
  const { name, from, to, announcedAt, plannedMs } = window;
  return (
    <li className={classes.row}>
      <span className={classes.name}>
        {name}
        <span className={classes.muted}>
          <Time atMs={Date.parse(from)} format="absolute" /> to <Time atMs={Date.parse(to)} format="absolute" />,
          announced <Time atMs={Date.parse(announcedAt)} format="absolute" />
        </span>
      </span>
      {plannedMs === 0 ? (
        <StatusBadge status="at_risk" label="Announced too late: nothing is left out" />
      ) : (
        <StatusBadge status="neutral" label={`${exactTime(plannedMs)} planned`} />
      )}
    </li>
  );
}

/** "1 d 2 h 3 min 4 s", nothing rounded away but parts of a second; "0 s". */
function exactTime(ms: number): string {
  let seconds = Math.floor(ms / 1_000);
  const parts: string[] = [];
  for (const [length, unit] of [
    [86_400, "d"],
    [3_600, "h"],
    [60, "min"],
    [1, "s"],
  ] as const) {
    const count = Math.floor(seconds / length);
    seconds -= count * length;
    if (count > 0) parts.push(`${count} ${unit}`);
  }
  return parts.join(" ") || "0 s";
}
