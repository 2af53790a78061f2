import type { SqlExecutor } from "@/lib/platform/db/executor";
import type { Ids } from "@/lib/platform/ids";
import type { ReadItem } from "./cmdb-item";
import { completeRead, lockReads } from "./cmdb-store";
import { plainName } from "./domain/reconcile";
import { loadPlaceNames } from "./sides-read-model";

/** Keep a complete read: each item with the service and environment of ours that its names mean. In the caller's transaction. */
export async function keepItems(
  db: SqlExecutor,
  ids: Ids,
  read: { readonly id: string; readonly connectionId: string },
  items: readonly ReadItem[],
): Promise<void> {
  await lockReads(db, read.connectionId);
  const names = await loadPlaceNames(db);
  const placed = items.map((item) => ({
    ...item,
    id: ids.next("cit"),
    serviceId: names.service.get(plainName(item.service)) ?? null,
    environmentId: names.environment.get(plainName(item.environment)) ?? null,
  }));
  await completeRead(db, read, placed);
}
