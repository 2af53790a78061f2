import { holdsRollout } from "@/lib/calendar/domain/hold";
import { withDeadline } from "@/lib/platform/timers";
import type { ActiveWindow } from "../domain/rollout-command";
import { isExposed, type RolloutState } from "../domain/rollout-state";
import type { LoopContext } from "./loop-context";
import { type LoopTarget, type LoopWindow, loopLimits } from "./loop-parts";

/** How often the windows of a place are read, and how long nothing read is no reason to say that they are unknown. */
const pollMs = 1_000;
const patienceMs = 5_000;

/** What is known about the windows of a target, and since when the calendar was asked in vain. */
interface Known {
  windows: readonly LoopWindow[] | null;
  askedAtMs: number;
  inVainSinceMs: number;
  reading: Promise<void> | null;
}
const knownOf = new WeakMap<LoopContext, Map<string, Known>>();

const unknownWindows: readonly ActiveWindow[] = [
  { id: "unknown", why: "The calendar cannot be read, so nothing new begins.", endsAt: null },
];

/** Ask the calendar, at most once a second; the answer is for whoever looks next. */
function ask(target: LoopTarget, context: LoopContext): Known {
  const all = knownOf.get(context) ?? new Map<string, Known>();
  knownOf.set(context, all);
  const nowMs = context.clock.monotonicMs();
  const fresh = { windows: null, askedAtMs: Number.NEGATIVE_INFINITY, inVainSinceMs: nowMs, reading: null };
  const known: Known = all.get(target.id) ?? fresh;
  all.set(target.id, known);
  if (known.reading || nowMs - known.askedAtMs < pollMs || !context.isDatabaseHere()) return known;
  known.askedAtMs = nowMs;
  known.reading = withDeadline(context.parts.timers, loopLimits.windowsDeadlineMs, () =>
    context.parts.windowsOf(target),
  )
    .then(
      (windows) => {
        known.windows = windows;
        known.inVainSinceMs = context.clock.monotonicMs();
      },
      () => {
        known.windows = null;
      },
    )
    .finally(() => {
      known.reading = null;
    });
  return known;
}

/**
 * Windows of a place. What holds a release must not hold a rollback: once users are on the canary nobody waits for the
 * calendar, and until it was read (`areKnown` false) the windows are as the rollout knew them, and nothing is raised.
 */
export async function windowsNow(
  state: RolloutState,
  target: LoopTarget,
  context: LoopContext,
): Promise<{ readonly windows: readonly ActiveWindow[]; readonly areKnown: boolean }> {
  const known = ask(target, context);
  if (!isExposed(state)) await known.reading;
  if (known.windows && context.isDatabaseHere()) return { windows: holding(known.windows, state), areKnown: true };
  const isPatient = context.clock.monotonicMs() - known.inVainSinceMs < patienceMs;
  const wasFree = isExposed(state) && !state.pauseReasons.includes("freeze");
  return { windows: isPatient && wasFree ? [] : unknownWindows, areKnown: false };
}

/** An emergency release passes what holds the others, as long as its grant lasts; what was under way goes on where the window says so. */
function holding(windows: readonly LoopWindow[], state: RolloutState): readonly ActiveWindow[] {
  const { rolloutId, createdAt } = state;
  const rollout = { rolloutId, isQueued: state.phase === "queued", createdAt };
  return windows.filter((window) => holdsRollout(window, rollout));
}
