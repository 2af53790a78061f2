import { listWindowPlaces, placesOf, type WindowPlace } from "@/lib/calendar/window-places-read-model";
import { windowsInForce } from "@/lib/calendar/window-read-model";
import { instant } from "@/lib/kernel/instant";
import type { Clock } from "@/lib/platform/clock";
import type { SqlExecutor } from "@/lib/platform/db/executor";
import type { ActiveWindow } from "../domain/rollout-command";
import type { LoopTarget } from "./loop-parts";

/** Shorter than the loop asks for one target again, so that each target sees a new answer each time. */
const sharedMs = 500;

interface Round {
  readonly atMs: number;
  readonly places: Promise<readonly WindowPlace[]>;
  readonly answers: Map<string, Promise<readonly ActiveWindow[]>>;
}

/**
 * Windows in force for many targets: one question for where there are windows at all, and one for each set of them. A
 * thousand targets without a window of their own cost two statements and not a thousand.
 */
export function createWindowWatch(
  db: SqlExecutor,
  clock: Clock,
): (target: LoopTarget) => Promise<readonly ActiveWindow[]> {
  let round: Round | null = null;

  async function inForce(target: LoopTarget): Promise<readonly ActiveWindow[]> {
    const { serviceId, environmentId } = target;
    const view = await windowsInForce(db, { serviceId, environmentId, now: clock.now() });
    return view.reasons.map((reason) => ({
      id: reason.windowId ?? reason.code,
      why: reason.message,
      endsAt: reason.until === null ? null : instant(Date.parse(reason.until)),
    }));
  }

  return async (target) => {
    const nowMs = clock.monotonicMs();
    if (!round || nowMs - round.atMs >= sharedMs) {
      round = { atMs: nowMs, places: listWindowPlaces(db), answers: new Map() };
    }
    const { places, answers } = round;
    const own = placesOf(await places, target);
    if (own.length === 0) return [];
    const key = JSON.stringify(own);
    const answer = answers.get(key) ?? inForce(target);
    answers.set(key, answer);
    return answer;
  };
}
