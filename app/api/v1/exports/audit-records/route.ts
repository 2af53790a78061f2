import { auditOperations } from "@/lib/audit/api";
import { route } from "@/lib/platform/http/route";

export const GET = route(auditOperations.exportAuditEvents);
