import type { Instant } from "@/lib/kernel/instant";
import type { SqlExecutor } from "@/lib/platform/db/executor";
import { windowsOfHours } from "../domain/hour-windows";
import type { MinuteWindows } from "../domain/minute-sums";
import { type HourCounts, hourMs } from "../domain/minutes";
import { endOf, firstKnown, loadHours } from "../minute-read-model";
import type { Sli } from "../sli-contract";

/** The longest window of a rule. */
const longestWindowMs = 3 * 24 * hourMs;

/** Three days of this many fit one statement and its time, also with histograms. */
const targetsAtOnce = 50;

export interface MinuteMemory {
  /** Read what may have changed of these targets since the last time, all of it of those that are new. */
  refresh(db: SqlExecutor, targetIds: readonly string[], now: Instant): Promise<void>;
  /** The longest window of a target up to `now`, as its SLI counts it; null when nothing was ever known. */
  windows(targetId: string, sli: Sli): MinuteWindows | null;
}

interface Kept {
  readonly knownSince: Instant;
  readonly hours: Map<number, HourCounts>;
}

/**
 * Three days of minutes in memory, so that each round reads two hours and not seventy-two. Only the hour of the last look and the one
 * before it can have changed since, whoever wrote them: a reading is at most 100 s wide. They are read again each time, which also
 * forgets what a transaction wrote and never committed.
 */
export function createMinuteMemory(): MinuteMemory {
  const kept = new Map<string, Kept>();
  let lookedAt: Instant | null = null;

  async function readNew(db: SqlExecutor, targetIds: readonly string[], now: Instant): Promise<void> {
    const known = [...(await firstKnown(db, targetIds))];
    for (let first = 0; first < known.length; first += targetsAtOnce) {
      const part = known.slice(first, first + targetsAtOnce);
      const from = now - longestWindowMs - hourMs;
      const rows = await loadHours(db, { targetIds: part.map(([targetId]) => targetId), from, hasLatency: true });
      for (const [targetId, knownSince] of part)
        kept.set(targetId, { knownSince, hours: rows.get(targetId) ?? new Map() });
    }
  }

  async function readAgain(db: SqlExecutor, targetIds: readonly string[], since: Instant, now: Instant): Promise<void> {
    const rows = await loadHours(db, { targetIds, from: since - hourMs, hasLatency: true });
    for (const targetId of targetIds) {
      const { hours, knownSince } = kept.get(targetId) as Kept;
      const isOld = (hour: number) => hour < now - longestWindowMs - 2 * hourMs;
      const isOpen = (hour: number) => hour >= Math.floor((since - hourMs) / hourMs) * hourMs;
      const rest = [...hours].filter(([hour]) => !isOld(hour) && !isOpen(hour));
      kept.set(targetId, { knownSince, hours: new Map([...rest, ...(rows.get(targetId) ?? [])]) });
    }
  }

  return {
    async refresh(db, targetIds, now) {
      // A clock that went back leaves nothing to rely on.
      if (lookedAt !== null && now < lookedAt) kept.clear();
      const since = lookedAt ?? now;
      const wanted = new Set(targetIds);
      for (const targetId of kept.keys()) if (!wanted.has(targetId)) kept.delete(targetId);
      const again = [...wanted].filter((targetId) => kept.has(targetId));
      const fresh = [...wanted].filter((targetId) => !kept.has(targetId));
      if (again.length > 0) await readAgain(db, again, since, now);
      if (fresh.length > 0) await readNew(db, fresh, now);
      lookedAt = now;
    },
    windows(targetId, sli) {
      const target = kept.get(targetId);
      if (!target || lookedAt === null) return null;
      const { hours, knownSince } = target;
      const to = endOf(hours, lookedAt, sli);
      const from = Math.max(to - longestWindowMs, knownSince) as Instant;
      return windowsOfHours(hours, sli, { from, to, knownSince });
    },
  };
}
