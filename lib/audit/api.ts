import { exportOperation } from "@/lib/platform/export/export-operation";
import { operation } from "@/lib/platform/http/operation";
import { AuditEventView, AuditPage } from "./contract";
import { exportAuditEvents } from "./use-cases/export-audit-events";
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
  exportAuditEvents: exportOperation({
    id: "exportAuditEvents",
    rows: "audit-records",
    tag: "Audit",
    useCase: exportAuditEvents,
    row: AuditEventView,
  }),
};
