import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { ShownService, StatusPageSettings } from "./contract";

interface Row {
  is_on: boolean;
  title: string;
  revision: number;
  saved_by: string | null;
  saved_at: Date | null;
}

/** What is set of the status page; with `lock` held until the transaction ends. */
export async function loadStatusPage(db: SqlExecutor, { lock = false } = {}): Promise<StatusPageSettings> {
  const [row] = await db.query<Row>(sql`
    select is_on, title, revision, saved_by, saved_at from status_page where id = 'status'
    ${lock ? sql`for update` : sql``}`);
  if (!row) throw new Error("the row of the status page is gone");
  const services = await db.query<ShownService>(sql`
    select p.name, s.slug as service, e.slug as environment from status_page_service p
    join service s on s.id = p.service_id join environment e on e.id = p.environment_id order by p.position`);
  const { is_on, saved_by, saved_at, ...rest } = row;
  return { ...rest, isOn: is_on, services, savedBy: saved_by, savedAt: saved_at?.toISOString() ?? null };
}

/** Whether it is on, and at which revision: asked at each reading, so that it is off at once. */
export async function loadStatusPageSwitch(db: SqlExecutor): Promise<{ isOn: boolean; revision: number }> {
  const [row] = await db.query<{ isOn: boolean; revision: number }>(sql`
    select is_on as "isOn", revision from status_page where id = 'status'`);
  return row ?? { isOn: false, revision: 0 };
}
