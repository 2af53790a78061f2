import type { SqlExecutor } from "@/lib/platform/db/executor";
import { addSeenCalls, type SeenCalls } from "../dependency-store";

/**
 * Keep which versions were seen calling which services. Part of taking telemetry in, which authorises and is not on the audit log; it decides
 * nothing but that two services are related.
 */
export async function noteCalls(db: SqlExecutor, seen: readonly SeenCalls[]): Promise<void> {
  await addSeenCalls(
    db,
    seen.filter(({ consumerId, providerId }) => consumerId !== providerId),
  );
}
