"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import type { ReactNode } from "react";
import { Duration } from "@/components/feedback/duration";
import { Time } from "@/components/feedback/time";
import { Facts } from "@/components/ui/facts";
import { Panel } from "@/components/ui/panel";
import type { TimeAccountView } from "@/lib/slos/contract";
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
  const time = (ms: number): ReactNode => <Duration ms={ms} />;
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
    </Panel>
  );
}

function shareOf(percent: string | null): string {
  return rangeOf(percent, percent) ?? "no data";
}

function Rule({ account }: { readonly account: TimeAccountView }): ReactNode {
  const { maintenance, waivers } = account;
  const windows = maintenance.length === 1 ? "1 maintenance window" : `${maintenance.length} maintenance windows`;
  return (
    <p className={classes.rule}>
      From <Time atMs={Date.parse(account.from)} format="absolute" /> to{" "}
      <Time atMs={Date.parse(account.to)} format="absolute" />. A minute with less than {account.minutePercent} % good
      requests is bad; one without requests is good. <Link href="/calendar">{windows}</Link> and{" "}
      {waivers.length === 0 ? "no waiver" : waivers.join(", ")} lie in it; maintenance that was entered after it began
      is planned from then on only. Unknown time stays unknown in both shares.
    </p>
  );
}
