import type { HoldReason } from "@/lib/calendar/contract";
import { bendHolds, type FreezeBend } from "@/lib/calendar/domain/bend";
import { listFreezeBends } from "@/lib/calendar/freeze-bends-read-model";
import { listWindowPlaces, placesOf, type WindowPlace } from "@/lib/calendar/window-places-read-model";
import { windowHolds } from "@/lib/calendar/window-read-model";
import { type EmergencyPass, listEmergencyPasses } from "@/lib/emergencies/pass-read-model";
import { instant } from "@/lib/kernel/instant";
import type { Clock } from "@/lib/platform/clock";
import type { SqlExecutor } from "@/lib/platform/db/executor";
import type { LoopTarget, LoopWindow } from "./loop-parts";

/** Shorter than the loop asks for one target again, so that each target sees a new answer each time. */
const sharedMs = 500;

interface Exceptions {
  readonly bends: readonly FreezeBend[];
  readonly passes: readonly EmergencyPass[];
}

interface Round {
  readonly atMs: number;
  readonly places: Promise<readonly WindowPlace[]>;
  readonly answers: Map<string, Promise<readonly HoldReason[]>>;
  /** Asked for once something is held. */
  exceptions: Promise<Exceptions> | null;
}

/**
 * Windows in force for many targets: one question for where there are windows at all, one for each set of them, and one for the waivers
 * and emergency releases in force when something is held. A thousand targets without a window of their own cost two statements and not a
 * thousand.
 */
export function createWindowWatch(
  db: SqlExecutor,
  clock: Clock,
): (target: LoopTarget) => Promise<readonly LoopWindow[]> {
  let round: Round | null = null;

  async function exceptionsNow(): Promise<Exceptions> {
    const now = clock.now();
    return { bends: await listFreezeBends(db, now), passes: await listEmergencyPasses(db, now) };
  }

  return async (target) => {
    const nowMs = clock.monotonicMs();
    if (!round || nowMs - round.atMs >= sharedMs) {
      round = { atMs: nowMs, places: listWindowPlaces(db), answers: new Map(), exceptions: null };
    }
    const mine = round;
    const own = placesOf(await mine.places, target);
    if (own.length === 0) return [];
    const key = JSON.stringify(own);
    const { serviceId, environmentId } = target;
    const answer = mine.answers.get(key) ?? windowHolds(db, { serviceId, environmentId, now: clock.now() });
    mine.answers.set(key, answer);
    const reasons = await answer;
    if (reasons.length === 0) return [];
    mine.exceptions ??= exceptionsNow();
    return windowsOf(reasons, target, await mine.exceptions);
  };
}

function windowsOf(reasons: readonly HoldReason[], target: LoopTarget, { bends, passes }: Exceptions): LoopWindow[] {
  const passedBy = passes
    .filter((pass) => pass.serviceId === target.serviceId && pass.environmentId === target.environmentId)
    .map((pass) => pass.rolloutId);
  return bendHolds(reasons, target, bends).held.map((reason) => ({
    id: reason.windowId ?? reason.code,
    why: reason.message,
    endsAt: reason.until === null ? null : instant(Date.parse(reason.until)),
    passedBy,
    since: reason.since === null ? null : instant(Date.parse(reason.since)),
    underWay: reason.underWay,
  }));
}
