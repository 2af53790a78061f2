import { withDeadline } from "@/lib/platform/timers";
import type { ReleaseHold } from "../domain/rollout-command";
import { isExposed, type RolloutState } from "../domain/rollout-state";
import type { LoopContext } from "./loop-context";
import { type LoopTarget, loopLimits } from "./loop-parts";

/** How often the policies of a rollout are asked, and how long no answer is no reason to say that nothing is known. */
const pollMs = 3_000;
const patienceMs = 10_000;
/** What nobody has asked about for this long belongs to a rollout that is over. */
const forgottenMs = 60_000;

interface Known {
  budgets: readonly ReleaseHold[] | null;
  askedAtMs: number;
  inVainSinceMs: number;
  reading: Promise<void> | null;
}
const knownOf = new WeakMap<LoopContext, Map<string, Known>>();

const unknownBudgets: readonly ReleaseHold[] = [
  { code: "budget", id: "unknown", why: "Error budgets and gates cannot be asked, so nothing goes on. Rollbacks do." },
];

/** Ask the policies, at most once in `pollMs`; the answer is for whoever looks next. */
function ask(state: RolloutState, target: LoopTarget, context: LoopContext): Known {
  const all = knownOf.get(context) ?? new Map<string, Known>();
  knownOf.set(context, all);
  const nowMs = context.clock.monotonicMs();
  const { rolloutId, purpose } = state;
  // In another phase another question is asked: how many begin a day is asked in the queue only.
  const isRunning = state.phase !== "queued";
  const key = `${rolloutId} ${isRunning}`;
  const fresh = { budgets: null, askedAtMs: Number.NEGATIVE_INFINITY, inVainSinceMs: nowMs, reading: null };
  const known: Known = all.get(key) ?? fresh;
  if (!all.has(key)) forget(all, nowMs);
  all.set(key, known);
  if (known.reading || nowMs - known.askedAtMs < pollMs || !context.isDatabaseHere()) return known;
  known.askedAtMs = nowMs;
  known.reading = withDeadline(context.parts.timers, loopLimits.budgetsDeadlineMs, () =>
    context.parts.budgetsOf(target, { rolloutId, purpose, isRunning }),
  )
    .then(
      (budgets) => {
        known.budgets = budgets;
        known.inVainSinceMs = context.clock.monotonicMs();
      },
      () => {
        known.budgets = null;
      },
    )
    .finally(() => {
      known.reading = null;
    });
  return known;
}

function forget(all: Map<string, Known>, nowMs: number): void {
  for (const [key, { askedAtMs }] of all) if (nowMs - askedAtMs > forgottenMs) all.delete(key);
}

/**
 * What error-budget policies hold of a rollout. Nothing that lowers exposure waits for it: once users are on the canary nobody waits for
 * the answer, and until it is there (`areKnown` false) nothing is raised. A return is never held.
 */
export async function budgetsNow(
  state: RolloutState,
  target: LoopTarget,
  context: LoopContext,
): Promise<{ readonly budgets: readonly ReleaseHold[]; readonly areKnown: boolean }> {
  if (state.purpose === "return") return { budgets: [], areKnown: true };
  const known = ask(state, target, context);
  if (!isExposed(state)) await known.reading;
  if (known.budgets && context.isDatabaseHere()) return { budgets: known.budgets, areKnown: true };
  const isPatient = context.clock.monotonicMs() - known.inVainSinceMs < patienceMs;
  const wasFree = isExposed(state) && !state.pauseReasons.includes("budget");
  return { budgets: isPatient && wasFree ? [] : unknownBudgets, areKnown: false };
}
