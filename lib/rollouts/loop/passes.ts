import { membersOf } from "../domain/fleet-members";
import type { TrafficReading } from "../domain/rollout-command";
import { isWatched } from "../domain/rollout-state";
import type { LoopCatalog } from "./loop-catalog";
import type { LoopContext } from "./loop-context";
import type { LoopTarget } from "./loop-parts";
import type { JournalEntry } from "./loop-store";
import { prepare } from "./prepare";
import { type LiveRollout, tickRollout } from "./rollout-tick";
import { isLostRace, keepUnsaved, writeDown } from "./unsaved";

export interface Passes {
  /** Begin a pass over a rollout of which something is new or due, unless one is running. Never waits. */
  start(rollout: LiveRollout): void;
  isRunning(rolloutId: string): boolean;
  settled(): Promise<unknown>;
}

interface PassGiven {
  readonly isDue: boolean;
  readonly hasNews: boolean;
  readonly term: number;
}

/** Passes over rollouts, side by side: one that waits for a slow target delays no other. */
export function createPasses(context: LoopContext, catalog: LoopCatalog, news: Set<string>): Passes {
  const { clock, log, metrics } = context;
  const running = new Map<string, Promise<void>>();

  async function pass(rollout: LiveRollout, target: LoopTarget, { isDue, hasNews, term }: PassGiven): Promise<void> {
    const end = metrics.tickSeconds.startTimer();
    try {
      if (!hasNews && isQuiet(rollout, context) && (await showsTheSame(target, context))) return;
      await tickRollout(rollout, target, { sources: catalog.sources(), isNews: !isDue, term }, context);
      prepareBeside(rollout, target);
    } catch (error) {
      // What a broken write did is not known, and after a lost race memory is behind: read the row again.
      rollout.mustRead = true;
      if (!isLostRace(error)) {
        metrics.tickErrors.inc();
        log.error({ err: error, rolloutId: rollout.stored.id }, "a pass over a rollout failed");
      }
    } finally {
      end();
      rollout.dueAtMs = nextDueMs(rollout, target, context);
    }
  }

  function begin(rollout: LiveRollout, target: LoopTarget, given: PassGiven): Promise<void> {
    const mayTell = rollout.unsaved.length === 0;
    const lost = mayTell ? context.takenBack.missingFrom(rollout.stored.state, given.term) : null;
    return lost ? tellAgain(rollout, lost, given.term) : pass(rollout, target, given);
  }

  /** A failover has lost a rollback that this worker had begun: it is written down again before anything else happens. */
  async function tellAgain(rollout: LiveRollout, entry: JournalEntry, term: number): Promise<void> {
    rollout.mustRead = true;
    await writeDown(entry, context).then(
      () => context.takenBack.told(entry, term),
      (error: Error) =>
        log.warn({ err: error, rolloutId: entry.rolloutId }, "a lost rollback is not written down again yet"),
    );
  }

  function prepareBeside(rollout: LiveRollout, target: LoopTarget): void {
    const { state } = rollout.stored;
    if (state.phase !== "preparing") return;
    void prepare(state, target, context, catalog.sources(), rollout.preparation).catch((error: Error) =>
      log.warn({ err: error }, "preparation"),
    );
  }

  return {
    start(rollout) {
      const { id, targetId } = rollout.stored;
      // The cheapest question first: of thousands of rollouts nearly all have nothing to do at any one moment.
      const isDue = clock.monotonicMs() >= rollout.dueAtMs;
      if (!(isDue || news.has(id)) || running.has(id)) return;
      const target = catalog.targets().get(targetId);
      const lease = target ? context.leases.leaseOf(target.shard) : null;
      if (!target || lease === null) return;
      // Known from before this lease: whoever had it between may have ended the rollout. What was done is written down, no more.
      if (rollout.readInTerm !== lease.term) {
        keepUnsaved(rollout, target, context);
        return;
      }
      const hasNews = news.delete(id);
      // Memory that is known to be behind must not be acted on while it cannot be read again.
      if (rollout.mustRead) return;
      const work = begin(rollout, target, { isDue, hasNews, term: lease.term });
      running.set(
        id,
        work.finally(() => running.delete(id)),
      );
    },
    isRunning: (rolloutId) => running.has(rolloutId),
    settled: () => Promise.allSettled([...running.values()]),
  };
}

/**
 * While the data plane is expected to change, each tick looks; otherwise news or the read-back bring the next pass. Those
 * behind one door are read back together, in one request.
 */
function nextDueMs(rollout: LiveRollout, target: LoopTarget, context: LoopContext): number {
  const nowMs = context.clock.monotonicMs();
  const { state } = rollout.stored;
  if (!isWatched(state)) return nowMs;
  const restMs = Math.min(context.readBackMs(), renewalMs(rollout));
  const offsetMs = restMs * shareOf(context.parts.doorOf(target));
  return (Math.floor((nowMs - offsetMs) / restMs) + 1) * restMs + offsetMs;
}

/** Early enough for a hold to be renewed in its first third, even after a pass that had to look first. */
function renewalMs({ stored: { state } }: LiveRollout): number {
  return "plan" in state && state.plan.onSilence === "revert" ? state.plan.silenceMs / 8 : Number.POSITIVE_INFINITY;
}

/** Where many share the worker, one that was decided about a moment ago is only read back. */
const fewCount = 500;

function isQuiet(rollout: LiveRollout, context: LoopContext): boolean {
  if (context.countOpen() <= fewCount || !rollout.isShown || !isWatched(rollout.stored.state)) return false;
  if (rollout.unsaved.length > 0) return false;
  const sinceMs = context.clock.monotonicMs() - rollout.decidedAtMs;
  return sinceMs < Math.min(2 * context.readBackMs(), 2 * renewalMs(rollout)) - quietSlackMs;
}

/** A look is a little late now and then; the pass after it must not be two rounds late for that. */
const quietSlackMs = 150;

async function showsTheSame(target: LoopTarget, context: LoopContext): Promise<boolean> {
  const before = context.links.lastOf(target);
  const now = await context.links.observe(target);
  return before !== null && shownBy(before) === shownBy(now);
}

function shownBy(reading: TrafficReading): string {
  if (reading.status === "failed") return "failed";
  const shown = membersOf(reading.observation).map(({ slots, incarnation, accepted, hold }) => [
    slots,
    incarnation,
    accepted,
    hold === null ? null : hold.fired,
  ]);
  return JSON.stringify(shown);
}

/** The same share for the same name, spread over 0 to 1. */
function shareOf(name: string): number {
  let hash = 0;
  for (let index = 0; index < name.length; index += 1) hash = (hash * 31 + name.charCodeAt(index)) % 65_536;
  return hash / 65_536;
}
