import { operation } from "@/lib/platform/http/operation";
import { AuditPage } from "./contract";
import { listAuditEvents } from "./use-cases/list-audit-events";

export const auditOperations = {
  listAuditEvents: operation({
    id: "listAuditEvents",
    method: "GET",
    path: "/audit",
    tag: "Audit",
    summary: "List audit records, newest first",
    useCase: listAuditEvents,
    output: AuditPage,
  }),
};
