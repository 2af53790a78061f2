import type { SqlExecutor } from "@/lib/platform/db/executor";
import { noteTold, type ToldOfClock } from "../clock-store";

/** Keep what of a clock was told, in the transaction of whoever tells it: so each part is told once. */
export async function keepTold(db: SqlExecutor, id: string, told: ToldOfClock): Promise<void> {
  await noteTold(db, id, told);
}
