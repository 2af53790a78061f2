import type { Instant } from "@/lib/kernel/instant";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";

export interface SavedStatusPage {
  readonly isOn: boolean;
  readonly title: string;
  readonly services: readonly { readonly name: string; readonly serviceId: string; readonly environmentId: string }[];
  readonly by: string;
  readonly at: Instant;
}

/** Write down what the status page shows, in the place of what it showed. The caller holds its row. */
export async function saveStatusPage(db: SqlExecutor, given: SavedStatusPage): Promise<void> {
  await db.query(sql`
    update status_page set is_on = ${given.isOn}, title = ${given.title}, revision = revision + 1,
      saved_by = ${given.by}, saved_at = ${new Date(given.at).toISOString()}::timestamptz where id = 'status'`);
  await db.query(sql`delete from status_page_service`);
  for (const [position, { name, serviceId, environmentId }] of given.services.entries()) {
    await db.query(sql`
      insert into status_page_service (position, name, service_id, environment_id)
      values (${position}, ${name}, ${serviceId}, ${environmentId})`);
  }
}
