import type { Db } from "@/lib/platform/db/prisma";
import { throttleWindowMinutes } from "./domain/limits";
import type { ThrottleKey } from "./domain/throttle-key";

/**
 * Count an attempt before it is tried, so that attempts at the same moment cannot slip through together. Answers how
 * many attempts this window holds now, for each key; the database's clock decides when a window is over. Written
 * outside of any transaction of the attempt: a refusal must not undo its own counting.
 */
export async function countAttempt(db: Db, keys: readonly ThrottleKey[]): Promise<Map<string, number>> {
  // One order for all, so that two attempts never wait for each other.
  const names = [...new Set(keys.map((each) => each.key))].sort();
  const rows = await db.$queryRaw<{ key: string; failures: number }[]>`
    insert into sign_in_throttle as held (key, window_started_at, failures)
    select name, now(), 1 from unnest(${names}::text[]) as name
    on conflict (key) do update set
      failures = case when held.window_started_at < now() - make_interval(mins => ${throttleWindowMinutes}::int)
                      then 1 else least(held.failures + 1, 1000000) end,
      window_started_at = case when held.window_started_at < now() - make_interval(mins => ${throttleWindowMinutes}::int)
                               then now() else held.window_started_at end
    returning key, failures`;
  return new Map(rows.map((row) => [row.key, row.failures]));
}

/** The attempt was good: forget the account's failures, and take this one attempt off the address. */
export async function forgiveAttempt(db: Db, account: ThrottleKey, address: ThrottleKey | null): Promise<void> {
  await db.signInThrottle.deleteMany({ where: { key: account.key } });
  if (!address) return;
  await db.$executeRaw`update sign_in_throttle set failures = greatest(failures - 1, 0) where key = ${address.key}`;
}
