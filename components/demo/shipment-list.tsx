"use client";

import Link from "next/link";
import type { ReactNode } from "react";
import { EmptyState } from "@/components/feedback/empty-state";
import { StatusBadge } from "@/components/feedback/status-badge";
import { Time } from "@/components/feedback/time";
import { Panel } from "@/components/ui/panel";
import type { ShipmentView } from "@/lib/demo/contract";
import { faultWords } from "./fault-words";
import classes from "./shipment-list.module.css";
import { measuredWords, standingOf } from "./shipment-words";
import { useDemo } from "./use-demo";

/** What was shipped lately and what the visitors saw of it, measured by the visitors themselves. */
export function ShipmentList(): ReactNode {
  const shipments = useDemo().data?.shipments ?? [];
  return (
    <Panel title="What visitors saw" description="Counted by the visitors of the shop, not by Signalbox." isFlush>
      {shipments.length === 0 ? (
        <EmptyState kind="nothing_yet" title="Nothing was shipped yet" />
      ) : (
        <ul className={classes.list}>
          {shipments.map((shipment) => (
            <Row key={shipment.id} shipment={shipment} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

function Row({ shipment }: { readonly shipment: ShipmentView }): ReactNode {
  const { service, version, fault, rollout, requestedBy, requestedAt } = shipment;
  const name = `${service.name} ${version}`;
  return (
    <li className={classes.row}>
      <div className={classes.head}>
        {rollout ? <Link href={`/rollouts/${rollout.id}`}>{name}</Link> : <span>{name}</span>}
        <span className={classes.fault}>{faultWords[fault].short}</span>
        <StatusBadge {...standingOf(shipment)} />
      </div>
      <div className={classes.measured}>{measuredWords(shipment)}</div>
      <div className={classes.by}>
        {requestedBy}, <Time atMs={Date.parse(requestedAt)} />
      </div>
    </li>
  );
}
