import type { Evidence } from "@/lib/analysis/domain/evidence";
import { AppError } from "@/lib/kernel/app-error";
import { systemActor } from "@/lib/platform/auth/actor";
import { inPgTransaction, pgExecutor } from "@/lib/platform/db/executor";
import { sendHint } from "@/lib/platform/stream/hints";
import type { TrafficIntent } from "@/lib/traffic/port";
import { limits } from "../domain/limits";
import type { RolloutFacts, TrafficReading } from "../domain/rollout-command";
import { decide } from "../domain/rollout-machine";
import { isEnded, type RolloutState } from "../domain/rollout-state";
import { type StoredRollout, saveProgress, saveTransition } from "../rollout-store";
import { gatherFacts } from "./gather-facts";
import type { LoopContext } from "./loop-context";
import type { LoopSource, LoopTarget } from "./loop-parts";
import { saveSamples } from "./samples";
import { showsExactly } from "./target-links";

const actor = systemActor("control loop");
/** A rollback may take this many decisions in one tick: fail, then see that it is done. */
const maxDecisionsPerTick = 3;

/** What the loop keeps in memory about a rollout between ticks; everything can be read again after a restart. */
export interface LiveRollout {
  stored: StoredRollout;
  judgeState: unknown;
  evidence: readonly Evidence[];
  /** Monotonic time of the last progress row. */
  savedAtMs: number;
  /** The loop has looked at it at least once since it took it over. */
  seenOnce: boolean;
  preparation: PreparationProgress;
}

export interface PreparationProgress {
  running: boolean;
  result: RolloutFacts["preparation"];
}

/**
 * One pass over one rollout: observe, judge, decide, save, act. Saved before it acts; an intent that did not arrive is
 * sent again by the next pass, because it is absolute.
 */
export async function tickRollout(
  live: LiveRollout,
  target: LoopTarget,
  sources: ReadonlyMap<string, LoopSource>,
  context: LoopContext,
): Promise<void> {
  const traffic = live.stored.state.phase === "queued" ? notLookedAt : await context.links.observe(target);
  const { facts, judgeState } = await gatherFacts(live, target, traffic, { sources, context });
  live.judgeState = judgeState;
  live.evidence = facts.evidence;
  const { phase } = live.stored.state;
  const intent = await decideAndSave(live, facts, context);
  live.seenOnce = true;
  await act(live.stored.state, target, intent, traffic, context);
  await keepProgress(live, facts, context, live.stored.state.phase !== phase);
}

const notLookedAt: TrafficReading = { status: "failed", detail: "not looked at while queued" };

async function decideAndSave(
  live: LiveRollout,
  facts: RolloutFacts,
  context: LoopContext,
): Promise<TrafficIntent | null> {
  let intent: TrafficIntent | null = null;
  for (let round = 0; round < maxDecisionsPerTick; round += 1) {
    const decision = decide(live.stored.state, { kind: "tick" }, facts);
    if (decision.kind === "rejected") throw new Error(`a tick was rejected: ${decision.reasons[0]?.message}`);
    intent = decision.intent;
    if (decision.kind === "unchanged") return intent;
    const { next, events } = decision;
    await inPgTransaction(context.parts.pool, (db) =>
      saveTransition(db, { before: live.stored, next, events, evidence: facts.evidence, actor, reason: null }),
    );
    for (const event of events) context.metrics.events.inc({ kind: event.kind });
    live.stored = { ...live.stored, state: next };
    // Anything that lowers exposure goes to the data plane at once; the rest is looked at again next time.
    if (next.phase === "rolling_back" || isEnded(next)) return intent;
  }
  return intent;
}

/** Send the intent unless the data plane shows it already. A terminal state sends its last intent once. */
async function act(
  state: RolloutState,
  target: LoopTarget,
  intent: TrafficIntent | null,
  traffic: TrafficReading,
  context: LoopContext,
): Promise<void> {
  if (!intent) return;
  if (traffic.status === "seen" && showsExactly(traffic.observation, intent, limits.shareTolerancePercent)) return;
  if (!context.ownership.isOwned() && raises(state, intent, traffic)) return;
  const result = await context.links.apply(target, intent);
  context.metrics.effects.inc({ outcome: result.ok ? "applied" : "failed" });
  if (!result.ok)
    context.log.warn({ targetId: target.id, detail: result.detail }, "the data plane did not take an intent");
}

function raises(state: RolloutState, intent: TrafficIntent, traffic: TrafficReading): boolean {
  if (traffic.status === "failed" || !("canarySlot" in state)) return true;
  return intent.sharePercent[state.canarySlot] > traffic.observation.slots[state.canarySlot].sharePercent;
}

/**
 * Evidence and sums between transitions, once a second, so that pages and a restarted worker have them. In a new phase at
 * once: what decided, and the share that the data plane shows at the end, must not be missing from the picture.
 */
async function keepProgress(
  live: LiveRollout,
  facts: RolloutFacts,
  context: LoopContext,
  isNewPhase: boolean,
): Promise<void> {
  const { state } = live.stored;
  const nowMs = context.clock.monotonicMs();
  if (state.phase === "queued" || (!isNewPhase && nowMs - live.savedAtMs < context.sampleMs)) return;
  live.savedAtMs = nowMs;
  const seen = facts.traffic.status === "seen" ? facts.traffic.observation : null;
  const share = seen && "canarySlot" in state ? seen.slots[state.canarySlot].sharePercent : null;
  const db = pgExecutor(context.parts.pool);
  await saveProgress(db, {
    rolloutId: live.stored.id,
    judgeState: live.judgeState,
    evidence: live.evidence,
    observedSharePercent: share,
    observedAt: seen?.observedAt ?? null,
  });
  await saveSamples(db, live, facts.now, share);
  await sendHint(db, { topic: "rollout-live", id: live.stored.id, revision: state.revision });
}

/** Is this the loss of a race (a person's command came first), after which the rollout is simply read again? */
export function isLostRace(error: unknown): boolean {
  return error instanceof AppError && error.code === "stale_state";
}
