"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import type { ReactNode } from "react";
import { StatusBadge } from "@/components/feedback/status-badge";
import { Time } from "@/components/feedback/time";
import { Facts } from "@/components/ui/facts";
import { Panel } from "@/components/ui/panel";
import type { ObjectiveMaintenance, TimeAccountView } from "@/lib/slos/detail-contract";
import { fetchTimeAccount, objectiveKeys } from "@/lib/slos/queries";
import { rangeOf } from "./objective-words";
import classes from "./slos.module.css";

/** Where the time of the period went, with raw and adjusted shares beside each other. */
export function TimeAccountPanel({ slug }: { readonly slug: string }): ReactNode {
  const { data } = useQuery({
    queryKey: objectiveKeys.time(slug),
    queryFn: ({ signal }) => fetchTimeAccount(slug, signal),
    refetchInterval: 60_000,
  });
  if (!data) return null;
  const { account } = data;
  if (account.windowMs === 0)
    return (
      <Panel title="Where the time went">
        <span className={classes.muted}>No minute of the period is known yet.</span>
      </Panel>
    );
  const time = (ms: number): ReactNode => <span className={classes.number}>{exactTime(ms)}</span>;
  return (
    <Panel title="Where the time went" description="The parts add up to the period, to the millisecond.">
      <Facts
        layout="rows"
        facts={[
          { term: "Good", value: time(account.goodMs) },
          { term: "Bad, unplanned", value: time(account.unplannedBadMs) },
          { term: "Bad, in planned maintenance", value: time(account.plannedBadMs) },
          { term: "Bad, waived", value: time(account.waivedBadMs) },
          { term: "Good, in planned or waived time", value: time(account.excludedGoodMs) },
          { term: "Unknown, also before the source first told", value: time(account.unknownMs) },
          { term: "Together", value: time(account.windowMs) },
          { term: "Good of the known time, raw", value: shareOf(data.rawPercent) },
          { term: "Without planned and waived time", value: shareOf(data.adjustedPercent) },
        ]}
      />
      <Rule account={data} />
      {data.maintenance.length > 0 ? (
        <ul className={classes.list} aria-label="Maintenance in the period">
          {data.maintenance.map((window) => (
            <Maintenance key={window.windowId} window={window} />
          ))}
        </ul>
      ) : null}
    </Panel>
  );
}

function shareOf(percent: string | null): string {
  return rangeOf(percent, percent) ?? "no data";
}

function Rule({ account }: { readonly account: TimeAccountView }): ReactNode {
  const { maintenance, waivers } = account;
  return (
    <p className={classes.rule}>
      From <Time atMs={Date.parse(account.from)} format="absolute" /> to{" "}
      <Time atMs={Date.parse(account.to)} format="absolute" />. A minute with less than {account.minutePercent} % good
      requests is bad; one without requests is good. <Link href="/calendar">{windowsIn(maintenance.length)}</Link> and{" "}
      {waivers.length === 0 ? "no waiver" : waivers.join(", ")} lie in it; maintenance that was announced when it had
      begun takes nothing out. Unknown time stays unknown in both shares.
    </p>
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
        <StatusBadge status="at_risk" label="Nothing is taken out" />
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

function windowsIn(count: number): string {
  if (count === 0) return "No maintenance window";
  return count === 1 ? "1 maintenance window" : `${count} maintenance windows`;
}
