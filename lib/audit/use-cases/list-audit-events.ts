import type { Page } from "@/lib/platform/paging";
import { defineQuery } from "@/lib/platform/use-case";
import { listAuditViews } from "../audit-read-model";
import { type AuditEventView, ListAuditInput } from "../contract";

/** Audit records, newest first. */
export const listAuditEvents = defineQuery({
  name: "audit.list",
  permission: "audit:read",
  input: ListAuditInput,
  handle: ({ input, db }): Promise<Page<AuditEventView>> => listAuditViews(db, input),
});
