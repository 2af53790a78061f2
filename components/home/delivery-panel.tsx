"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import type { ReactNode } from "react";
import { figureText, sampleText } from "@/components/insights/figure-words";
import { type InsightView, measuresOf } from "@/components/insights/insight-roles";
import { Panel } from "@/components/ui/panel";
import { measureWords } from "@/lib/insights/domain/measures";
import { fetchFigures, insightKeys } from "@/lib/insights/queries";
import type { HomeView } from "./home-roles";
import classes from "./panels.module.css";

const quarter = { period: "90d", by: "none", compare: "none", granularity: "month" } as const;

const views: Readonly<Record<HomeView, InsightView>> = {
  sre: "sre",
  release_manager: "release_manager",
  executive: "executive",
  developer: "release_manager",
  approver: "release_manager",
  auditor: "executive",
};

/** The delivery figures of the role's question, of the last 90 days in production. */
export function DeliveryPanel({ view }: { readonly view: HomeView }): ReactNode {
  const { data } = useQuery({
    queryKey: insightKeys.figures(quarter),
    queryFn: ({ signal }) => fetchFigures(quarter, signal),
    refetchInterval: 30_000,
  });
  if (!data) return null;
  const figures = measuresOf(views[view])
    .slice(0, 5)
    .flatMap((measure) => data.figures.filter((figure) => figure.measure === measure));
  return (
    <Panel title="Delivery, last 90 days" actions={<Link href={`/insights?as=${views[view]}`}>Insights</Link>}>
      <dl className={classes.figures}>
        {figures.map((figure) => (
          <div key={figure.measure} className={classes.figure}>
            <dt>{measureWords[figure.measure].title}</dt>
            <dd>
              <span className={classes.value} data-missing={figure.value === null || undefined}>
                {figureText(figure)}
              </span>
              <span className={classes.note}>{sampleText(figure)}</span>
            </dd>
          </div>
        ))}
      </dl>
      <p className={classes.rule}>
        Production by rules version {data.rulesVersion}, days of {data.zone}. Below n = 5 no number is shown.
      </p>
    </Panel>
  );
}
