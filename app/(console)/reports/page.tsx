import type { Metadata } from "next";
import type { ReactNode } from "react";
import { Prefetched } from "@/components/live/prefetched";
import { ReportList } from "@/components/reports/report-list";
import { pageActor } from "@/lib/platform/http/page";
import { prefetch } from "@/lib/platform/http/prefetch";
import { reportKeys } from "@/lib/reports/queries";
import { listReports } from "@/lib/reports/use-cases/read-reports";
import { create, edit, remove, send } from "./actions";

export const metadata: Metadata = { title: "Reports" };

export default async function ReportsPage(): Promise<ReactNode> {
  const actor = await pageActor("insights:read");
  const reports = await prefetch(listReports, { limit: 200 }, actor);
  const canWrite = actor.permissions.has("report:write");
  return (
    <Prefetched queries={[[reportKeys.list, reports]]}>
      <ReportList canWrite={canWrite} create={create} edit={edit} remove={remove} send={send} />
    </Prefetched>
  );
}
