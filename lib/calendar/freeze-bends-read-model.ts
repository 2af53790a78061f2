import type { Instant } from "@/lib/kernel/instant";
import type { SqlExecutor } from "@/lib/platform/db/executor";
import { waiversInForce } from "@/lib/waivers/in-force-read-model";
import type { FreezeBend } from "./domain/bend";

/** Every waiver of windows that is in force at `now`; of one service when it is given. */
export async function listFreezeBends(db: SqlExecutor, now: Instant, serviceId?: string): Promise<FreezeBend[]> {
  const waivers = await waiversInForce(db, ["freeze"], now, serviceId === undefined ? null : [serviceId]);
  return waivers.map(({ reference, record }) => {
    const { subject, environmentId, endsAt } = record.content;
    return { reference, subject, serviceId: record.content.serviceId, environmentId, endsAt };
  });
}
