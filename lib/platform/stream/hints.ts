import { type SqlExecutor, sql } from "@/lib/platform/db/executor";

/** "Something changed": never data, only what to fetch again. */
export interface Hint {
  readonly topic: string;
  readonly id: string;
  readonly revision: number;
}

export const hintChannel = "signalbox_hint";

/** Tell every web process, once the surrounding transaction commits. Losing a hint loses nothing: pages also poll. */
export async function sendHint(db: SqlExecutor, hint: Hint): Promise<void> {
  await db.query(sql`select pg_notify(${hintChannel}, ${JSON.stringify(hint)})::text as sent`);
}
