import type { Metadata } from "next";
import type { ReactNode } from "react";
import { RoutesView } from "@/components/alerts/routes-view";
import { Prefetched } from "@/components/live/prefetched";
import { alertKeys } from "@/lib/alerts/queries";
import { listAlertRoutes } from "@/lib/alerts/use-cases/read-alert-routes";
import { pageActor } from "@/lib/platform/http/page";
import { prefetch } from "@/lib/platform/http/prefetch";
import { createRoute, editRoute, removeRoute, testRoute } from "../actions";

export const metadata: Metadata = { title: "Who is told of alerts" };

export default async function AlertRoutesPage(): Promise<ReactNode> {
  const actor = await pageActor("alert:read");
  const routes = await prefetch(listAlertRoutes, {}, actor);
  const actions = { create: createRoute, edit: editRoute, remove: removeRoute, test: testRoute };
  return (
    <Prefetched queries={[[alertKeys.routes, routes]]}>
      <RoutesView canWrite={actor.permissions.has("alert:write")} {...actions} />
    </Prefetched>
  );
}
