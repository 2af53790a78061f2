import type { Metadata } from "next";
import type { ReactNode } from "react";
import { AlertScreen } from "@/components/alerts/alert-screen";
import { Prefetched } from "@/components/live/prefetched";
import { alertKeys } from "@/lib/alerts/queries";
import { getAlarm } from "@/lib/alerts/use-cases/read-alarms";
import { pageActor } from "@/lib/platform/http/page";
import { prefetch } from "@/lib/platform/http/prefetch";
import { acknowledge, retry } from "../actions";

// The title is not read here: it must not tell what the page would refuse.
export const metadata: Metadata = { title: "Alert" };

interface AlertPageProps {
  readonly params: Promise<{ readonly id: string }>;
}

export default async function AlertPage({ params }: AlertPageProps): Promise<ReactNode> {
  const actor = await pageActor("alert:read");
  const { id } = await params;
  const alert = await prefetch(getAlarm, { id }, actor);
  const mayAcknowledge = actor.permissions.has("alert:acknowledge");
  return (
    <Prefetched queries={[[alertKeys.detail(id), alert]]}>
      <AlertScreen id={id} mayAcknowledge={mayAcknowledge} acknowledge={acknowledge} retry={retry} />
    </Prefetched>
  );
}
