"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import type { ReactNode } from "react";
import { StatusBadge } from "@/components/feedback/status-badge";
import { Time } from "@/components/feedback/time";
import { Panel } from "@/components/ui/panel";
import { ListRow, RowList } from "@/components/ui/row-list";
import type { WaiverView } from "@/lib/waivers/contract";
import { fetchWaivers, waiverKeys } from "@/lib/waivers/queries";
import { levelBadge, ruleText } from "./waiver-words";
import classes from "./waivers.module.css";

const maxShown = 6;

/** Waivers that wait for this person's approval, and reviews that are owed. Nothing is shown when nothing waits. */
export function WaitingWaivers(): ReactNode {
  const mine = useList("mine");
  const debts = useList("debt");
  if (mine.length + debts.length === 0) return null;
  return (
    <div className={classes.waiting}>
      <Panel
        title={`Exceptions that wait · ${mine.length + debts.length}`}
        actions={<Link href="/waivers?list=mine">All waivers</Link>}
        isFlush
      >
        <RowList>
          {[...mine, ...debts].slice(0, maxShown).map((waiver) => (
            <WaitingRow key={waiver.id} waiver={waiver} />
          ))}
        </RowList>
      </Panel>
    </div>
  );
}

function useList(list: "mine" | "debt"): readonly WaiverView[] {
  const { data } = useQuery({
    queryKey: waiverKeys.list({ list }),
    queryFn: ({ signal }) => fetchWaivers({ list }, signal),
    refetchInterval: 30_000,
  });
  return data?.items ?? [];
}

/** A waiver to approve, or one whose review is owed. */
export function WaitingRow({ waiver }: { readonly waiver: WaiverView }): ReactNode {
  const isOwed = waiver.review.duty === "owed";
  return (
    <ListRow
      href={`/waivers/${waiver.id}`}
      name={`${isOwed ? "Review" : "Approve"} ${waiver.reference} · ${ruleText(waiver)}`}
      line={
        <>
          {waiver.service.name} in {waiver.environment.name} ·{" "}
          {isOwed ? "over " : `asked for by ${waiver.requestedBy}, ends `}
          <Time atMs={Date.parse(waiver.endsAt)} />
        </>
      }
      end={<StatusBadge {...(isOwed ? { status: "at_risk", label: "Review owed" } : levelBadge(waiver.riskLevel))} />}
    />
  );
}
