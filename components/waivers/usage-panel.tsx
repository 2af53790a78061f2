"use client";

import { useQuery } from "@tanstack/react-query";
import { parseAsStringLiteral, useQueryState } from "nuqs";
import type { ReactNode } from "react";
import { SkeletonRows } from "@/components/feedback/delayed-skeleton";
import { Duration } from "@/components/feedback/duration";
import { EmptyState } from "@/components/feedback/empty-state";
import { ErrorState } from "@/components/feedback/error-state";
import { Panel } from "@/components/ui/panel";
import { TabBar } from "@/components/ui/tab-bar";
import type { WaiverUsage } from "@/lib/waivers/contract";
import { fetchWaiverUsage, waiverKeys } from "@/lib/waivers/queries";
import classes from "./waivers.module.css";

const groups = ["service", "team"] as const;

/** Who uses exceptions, over 90 days. */
export function UsagePanel(): ReactNode {
  const [by, setBy] = useQueryState("by", parseAsStringLiteral(groups).withDefault("service"));
  const usage = useQuery({
    queryKey: waiverKeys.usage(by),
    queryFn: ({ signal }) => fetchWaiverUsage(by, signal),
    refetchInterval: 60_000,
  });
  return (
    <Panel
      title="Use in the last 90 days"
      description="Time bent counts each waiver for itself, also those in force at the same time"
      actions={
        <TabBar
          label="By service or team"
          controls="waiver-usage"
          value={by}
          onChange={(value) => void setBy(value as (typeof groups)[number])}
          items={[
            { value: "service", label: "Services" },
            { value: "team", label: "Teams" },
          ]}
        />
      }
      isFlush
    >
      <div id="waiver-usage" role="tabpanel" aria-label={by === "service" ? "Services" : "Teams"}>
        {usage.error && !usage.data ? (
          <ErrorState error={usage.error} doing="load the use of waivers" onRetry={() => void usage.refetch()} />
        ) : null}
        {!usage.data && !usage.error ? <SkeletonRows /> : null}
        {usage.data ? <UsageTable usage={usage.data} by={by} /> : null}
      </div>
    </Panel>
  );
}

function UsageTable({ usage, by }: { readonly usage: WaiverUsage; readonly by: string }): ReactNode {
  if (usage.items.length === 0) {
    return <EmptyState kind="nothing_wrong" title="Nobody used an exception" />;
  }
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard.
    <section className={classes.scroll} aria-label="Use of exceptions" tabIndex={0}>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">{by === "service" ? "Service" : "Team"}</th>
            <th scope="col">Asked for</th>
            <th scope="col">Granted</th>
            <th scope="col">In force</th>
            <th scope="col">Renewals</th>
            <th scope="col">Time bent</th>
            <th scope="col">Reviews owed</th>
            <th scope="col">Emergencies</th>
          </tr>
        </thead>
        <tbody>
          {usage.items.map((item) => (
            <tr key={item.slug ?? ""}>
              <td>{item.name}</td>
              <td>{item.requested}</td>
              <td>{item.granted}</td>
              <td>{item.inForce}</td>
              <td>{item.renewals}</td>
              <td>
                <Duration ms={item.bentMs} />
              </td>
              <td>{item.owed}</td>
              <td>{item.emergencies}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
