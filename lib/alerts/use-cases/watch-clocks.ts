import { type ClockToTell, loadClocksToTell, lockClocksToTell } from "@/lib/clocks/clock-telling-read-model";
import { breachPercent, type Outcome, tellingOf } from "@/lib/clocks/domain/clock-telling";
import { keepTold } from "@/lib/clocks/use-cases/keep-told";
import { type Instant, plusMs } from "@/lib/kernel/instant";
import { prismaExecutor, type SqlExecutor } from "@/lib/platform/db/executor";
import type { Tx } from "@/lib/platform/db/prisma";
import { loadStanding, type StandingAlarm } from "../alarm-place-read-model";
import { saveResolved } from "../alarm-store";
import {
  clockEndSentence,
  clockSentence,
  clockTitle,
  correctionSentence,
  correctionTitle,
} from "../domain/clock-words";
import type { AlarmParts } from "../port";
import { endAlarm } from "./end-alarm";
import { keepFrozen } from "./keep-frozen";
import { raiseAlarm } from "./raise-alarm";

/** Clocks whose source is dark are looked at again after this. */
const darkLookMs = 5 * 60_000;

/** Clocks looked at in one round; what is beyond waits for the next one. */
const clocksARound = 300;

/**
 * Tell of parts of SLA clocks' targets that are used, each once, and of breaches; end what stands when a clock stops, take back what a
 * recalculation shows to be wrong, and correct what was told of an end. In the caller's transaction, with what is kept of the telling.
 */
export async function watchClocks(tx: Tx, parts: AlarmParts, now: Instant): Promise<void> {
  const db = prismaExecutor(tx);
  const standing = Map.groupBy(
    (await loadStanding(db, ["clock", "clock_breached"])).values(),
    ({ facts }) => facts.clock?.id ?? "",
  );
  // A breach is certain whatever its source says; parts of a target freeze in the dark.
  const watched = [...standing].filter(([, alarms]) => alarms.some(({ kind }) => kind === "clock"));
  const named = watched.map(([id]) => id);
  const ids = await lockClocksToTell(db, { named, now, limit: clocksARound });
  for (const clock of await loadClocksToTell(tx, ids, now))
    await settle(db, parts, { clock, open: standing.get(clock.id) ?? [] }, now);
}

interface Watched {
  readonly clock: ClockToTell;
  readonly open: readonly StandingAlarm[];
}

async function settle(db: SqlExecutor, parts: AlarmParts, { clock, open }: Watched, now: Instant): Promise<void> {
  const thresholds = clock.notify.map(({ usedPercent }) => usedPercent);
  const telling = tellingOf({ thresholds, ...clock });
  for (const alarm of open) {
    const percent = alarm.facts.clock?.usedPercent ?? 0;
    const isKept =
      telling.open === "keep" ||
      telling.open === "frozen" ||
      (telling.open === "withdrawn" && percent <= telling.after.percent);
    if (isKept) await keepFrozen(db, alarm, telling.open === "frozen" && alarm.kind === "clock", now);
    else {
      const sentence = clockEndSentence(clock, telling.open, telling.raise ?? telling.after.percent);
      await endAlarm(db, parts, alarm, { sentence }, now);
    }
  }
  if (telling.raise !== null) await raise(db, parts, { clock, open }, telling.raise, now);
  if (telling.correction !== null) await correct(db, parts, clock, telling.correction, now);
  // Many that are dark for long must not keep others waiting.
  const tellAt = telling.open === "frozen" ? plusMs(now, darkLookMs) : clock.tellAt;
  await keepTold(db, clock.id, { revision: clock.revision, ...telling.after, tellAt });
}

async function raise(
  db: SqlExecutor,
  parts: AlarmParts,
  { clock }: Watched,
  percent: number,
  now: Instant,
): Promise<void> {
  const id = await raiseAlarm(
    db,
    parts,
    {
      ...about(clock, percent, `${percent}`),
      alsoBy: alsoToldBy(clock, percent),
      titleOf: () => clockTitle(clock, percent),
      sentence: clockSentence(clock, percent),
    },
    now,
  );
  // It stopped before anybody could be told: news, of which nothing is to be done any more.
  if (clock.state.state === "stopped") await saveResolved(db, id, now, clockEndSentence(clock, "stopped", percent));
}

async function correct(
  db: SqlExecutor,
  parts: AlarmParts,
  clock: ClockToTell,
  outcome: Outcome,
  now: Instant,
): Promise<void> {
  const id = await raiseAlarm(
    db,
    parts,
    {
      ...about(clock, breachPercent, `corrected:${clock.revision}`),
      alsoBy: alsoToldBy(clock, breachPercent),
      titleOf: () => correctionTitle(clock, outcome),
      sentence: correctionSentence(clock, outcome),
    },
    now,
  );
  await saveResolved(db, id, now, "A correction asks for nothing.");
}

/** Routes of this part of the target, and those of the region that has the clock. */
function alsoToldBy({ notify, owner }: ClockToTell, percent: number): readonly string[] {
  const ofPart = notify.find(({ usedPercent }) => usedPercent === percent)?.tell ?? [];
  return [...new Set([...ofPart, ...(owner?.tell ?? [])])];
}

function about({ id, serviceId, revision, state }: ClockToTell, usedPercent: number, part: string) {
  const dueAt = state.dueAt === null ? null : new Date(state.dueAt).toISOString();
  return {
    subjectKey: `clock:${id}:${part}`,
    kind: usedPercent >= breachPercent ? ("clock_breached" as const) : ("clock" as const),
    ...{ objectiveId: null, serviceId, environmentId: null },
    facts: { clock: { id, usedPercent, revision, dueAt } },
  };
}
