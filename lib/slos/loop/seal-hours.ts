import type { Instant } from "@/lib/kernel/instant";
import { instant } from "@/lib/kernel/instant";
import type { SqlExecutor } from "@/lib/platform/db/executor";
import { methodOf } from "../domain/evaluation";
import { type HourCounts, hourMs } from "../domain/minutes";
import { settleMs, sumsOfHour } from "../domain/stored-hours";
import { loadHours } from "../minute-read-model";
import { listUnsealed, type SealedHours, saveSealed, type UnsealedObjective } from "../objective-hour-store";

/** How far back sums are kept: a year and a month, for the longest period; two quarters are within, for what a policy would have meant. */
const keptMs = 397 * 24 * hourMs;
/** As many hours of one objective as fit a statement, and objectives as fit a round, beside the measurement itself. */
const chunkMs = 14 * 24 * hourMs;
const perRound = { none_stored: 40, newest: 500, past: 5 } as const;
/** Longer behind than this is caught up one by one, not all at once. */
const togetherMs = 6 * hourMs;

/**
 * Store the sums of hours that are over, of a bounded number of objectives: first the newest of those that have some, then the beginning of
 * those that have none, then older ones. Levels are right in any case: what is not stored is added up from minutes. Answers how many
 * hours were stored.
 */
export async function sealHours(db: SqlExecutor, now: Instant): Promise<number> {
  const until = instant(Math.floor((now - settleMs) / hourMs) * hourMs);
  const newest = await listUnsealed(db, { lack: "newest", until, limit: perRound.newest });
  const isNear = ({ seal }: UnsealedObjective) => seal !== null && until - seal.until <= togetherMs;
  let stored = await sealTogether(db, newest.filter(isNear), until);
  const others = [
    ...newest.filter((one) => !isNear(one)).slice(0, perRound.past),
    ...(await listUnsealed(db, { lack: "none_stored", until, limit: perRound.none_stored })),
    ...(await listUnsealed(db, { lack: "past", until, limit: perRound.past })),
  ];
  // One objective may lack both: each of its ends is extended from what is stored then.
  const seen = new Set<string>();
  for (const objective of others) {
    if (seen.has(objective.id)) continue;
    seen.add(objective.id);
    stored += await sealChunk(db, objective, until);
  }
  return stored;
}

/** A few new hours of many objectives at once. */
async function sealTogether(
  db: SqlExecutor,
  objectives: readonly UnsealedObjective[],
  until: Instant,
): Promise<number> {
  if (objectives.length === 0) return 0;
  const from = Math.min(...objectives.map(({ seal }) => seal?.until ?? until));
  const rows = await loadHours(db, { targetIds: objectives.map(({ targetId }) => targetId), from, hasLatency: true });
  const sealed = objectives.flatMap((objective): SealedHours[] => {
    const { seal } = objective;
    if (seal === null) return [];
    const hours = hoursOf(objective, rows.get(objective.targetId), seal.until, until);
    return [{ objectiveId: objective.id, version: objective.version, hours, seal: { ...seal, until } }];
  });
  await saveSealed(db, sealed);
  return sealed.reduce((sum, { hours }) => sum + hours.length, 0);
}

/** A stretch of one objective: from where its sums end, or before where they begin. */
async function sealChunk(db: SqlExecutor, objective: UnsealedObjective, until: Instant): Promise<number> {
  const { seal, definition, targetId } = objective;
  const first = Math.floor(Math.max(objective.knownSince, until - keptMs) / hourMs) * hourMs;
  const isForward = seal !== null && seal.until < until;
  const to = isForward ? Math.min(until, seal.until + chunkMs) : (seal?.from ?? until);
  const from = isForward ? seal.until : Math.max(first, to - chunkMs);
  const hasLatency = definition.sli.kind === "latency";
  const rows = await loadHours(db, { targetIds: [targetId], from, to, hasLatency });
  const hours = hoursOf(objective, rows.get(targetId), from, to);
  const begin = Math.min(from, seal?.from ?? from);
  const whole = { from: begin, until: Math.max(to, seal?.until ?? to), isWhole: begin <= first };
  await saveSealed(db, [{ objectiveId: objective.id, version: objective.version, hours, seal: whole }]);
  return hours.length;
}

function hoursOf(
  objective: UnsealedObjective,
  rows: ReadonlyMap<number, HourCounts> | undefined,
  from: number,
  to: number,
) {
  const { definition, knownSince } = objective;
  const given = { sli: definition.sli, method: methodOf(definition.method), knownSince };
  return Array.from({ length: Math.max(0, (to - from) / hourMs) }, (_, index) => {
    const hour = from + index * hourMs;
    return sumsOfHour(rows?.get(hour), hour, given);
  });
}
