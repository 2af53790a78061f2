import type { SafeSplit, WriteGuard } from "@/lib/traffic/port";

/** The first owner, without a hold. */
export const unguarded: WriteGuard = { term: 0, hold: null };

/** Everything on slot a, nobody left on slot b. */
export const allOnA: SafeSplit = { sharePercent: { a: 100, b: 0 }, closed: ["b"] };
