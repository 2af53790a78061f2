"use client";

import Link from "next/link";
import type { ReactNode } from "react";
import { authorizationWords, kindWords } from "@/components/deployments/deployment-words";
import { stateBadge } from "@/components/emergencies/emergency-words";
import { StatusBadge } from "@/components/feedback/status-badge";
import { Time } from "@/components/feedback/time";
import { ListPanel } from "@/components/ui/list-panel";
import { ListRow } from "@/components/ui/row-list";
import { WaitingRow } from "@/components/waivers/waiting-panel";
import { levelBadge, ruleText } from "@/components/waivers/waiver-words";
import type { EmergencyView } from "@/lib/emergencies/contract";
import { useFact } from "./use-facts";

/** Rules that are bent now, with until when. */
export function InForcePanel(): ReactNode {
  return (
    <ListPanel
      title="Waivers in force"
      actions={<Link href="/waivers?list=in_force">All waivers</Link>}
      query={useFact("inForce")}
      doing="load the waivers"
      none="No rule is bent"
      row={(waiver) => (
        <ListRow
          key={waiver.id}
          href={`/waivers/${waiver.id}`}
          name={`${waiver.reference} · ${ruleText(waiver)}`}
          line={
            <>
              {waiver.service.name} in {waiver.environment.name} · asked for by {waiver.requestedBy}, ends{" "}
              <Time atMs={Date.parse(waiver.endsAt)} />
            </>
          }
          end={<StatusBadge {...levelBadge(waiver.riskLevel)} />}
        />
      )}
    />
  );
}

/** Waivers that this person may approve, and reviews that are owed. */
export function WaivingPanel(): ReactNode {
  const mine = useFact("mine");
  const debts = useFact("debts");
  const items = mine.data && debts.data ? [...mine.data.items, ...debts.data.items] : undefined;
  const query = {
    data: items && { items, nextCursor: mine.data?.nextCursor ?? debts.data?.nextCursor ?? null },
    error: mine.error ?? debts.error,
    refetch: () => Promise.all([mine.refetch(), debts.refetch()]),
  };
  return (
    <ListPanel
      title="Waivers that wait for you"
      actions={<Link href="/waivers?list=mine">All waivers</Link>}
      query={query}
      doing="load the waivers"
      none="No waiver waits for you"
      row={(waiver) => <WaitingRow key={waiver.id} waiver={waiver} />}
    />
  );
}

/** Emergencies that pass rules now, and those that nobody has looked at since. */
export function EmergenciesPanel(): ReactNode {
  const inForce = useFact("emergencies");
  const owed = useFact("owed");
  const items = inForce.data && owed.data ? [...inForce.data.items, ...owed.data.items] : undefined;
  const query = {
    data: items && { items, nextCursor: inForce.data?.nextCursor ?? owed.data?.nextCursor ?? null },
    error: inForce.error ?? owed.error,
    refetch: () => Promise.all([inForce.refetch(), owed.refetch()]),
  };
  return (
    <ListPanel
      title="Emergencies"
      actions={<Link href="/emergencies">All emergencies</Link>}
      query={query}
      doing="load the emergencies"
      none="None is in force or owes a review"
      row={(emergency) => <EmergencyRow key={emergency.id} emergency={emergency} />}
    />
  );
}

function EmergencyRow({ emergency }: { readonly emergency: EmergencyView }): ReactNode {
  const { service, rollout, flag, reference, reason, startedBy, startedAt, state } = emergency;
  return (
    <ListRow
      href={rollout ? `/rollouts/${rollout.id}` : `/emergencies?state=${state}`}
      name={`${reference} · ${service.name} ${rollout ? rollout.version : `flag ${flag?.key ?? ""}`}`}
      line={
        <>
          {startedBy}, <Time atMs={Date.parse(startedAt)} />: {reason}
        </>
      }
      lineTitle={reason}
      end={<StatusBadge {...stateBadge(state)} />}
    />
  );
}

/** Deployments of 30 days without the ticket that they need. */
export function UnauthorizedPanel(): ReactNode {
  return (
    <ListPanel
      title="Without a ticket, 30 days"
      actions={<Link href="/deployments?authorization=unauthorized&period=30d">All of them</Link>}
      query={useFact("unauthorized")}
      doing="load the deployments"
      none="Every deployment had the ticket that it needs"
      row={(deployment) => (
        <ListRow
          key={deployment.id}
          href={`/deployments/${deployment.id}`}
          name={`${deployment.service.name} ${deployment.version}`}
          line={
            <>
              {kindWords[deployment.kind]} to {deployment.environment.name} by {deployment.startedBy},{" "}
              <Time atMs={Date.parse(deployment.startedAt)} />
            </>
          }
          end={<StatusBadge {...authorizationWords.unauthorized} />}
        />
      )}
    />
  );
}

/** What somebody tried and was not let do. */
export function RefusedPanel(): ReactNode {
  return (
    <ListPanel
      title="Refused, 30 days"
      actions={<Link href="/audit?outcome=refused&period=30d">Audit log</Link>}
      query={useFact("refused")}
      doing="load the audit log"
      none="Nothing was refused"
      row={(event) => (
        <ListRow
          key={event.id}
          href={`/audit?outcome=refused&action=${event.action}&period=30d`}
          name={`${event.action} · ${event.subjectName ?? event.subjectKind}`}
          line={
            <>
              {event.actorName}, <Time atMs={Date.parse(event.at)} />
              {event.reason ? `: ${event.reason}` : ""}
            </>
          }
          end={<StatusBadge status="at_risk" label="Refused" />}
        />
      )}
    />
  );
}
