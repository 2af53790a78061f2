import type { Log } from "@/lib/platform/log";
import type { SyncedClock } from "@/lib/platform/synced-clock";
import type { Cancel, Timers } from "@/lib/platform/timers";
import { epochIn, fairShare, lineageOf, surplusOf, termOf, trustedUntilMs } from "../domain/lease";
import type { LeaseAnswer, LeaseStore } from "./lease-store";

/** A shard that this worker may act for now. */
export interface Lease {
  readonly shard: number;
  readonly epoch: number;
  /** What effects carry, so that data planes refuse writes of earlier owners. */
  readonly term: number;
  readonly trustedUntilMs: number;
}

export interface LeaseKeeper {
  /** The lease of a shard as long as it can be believed, on the monotonic clock of this moment; else null. */
  leaseOf(shard: number): Lease | null;
  /** Shards with a lease that can be believed now. */
  shards(): number[];
  /**
   * The data plane refused a write for a newer term. Stop at once. Should the database still call this worker the owner, it
   * takes a term above that one, unless that one comes from a newer database than this.
   */
  yieldTo(shard: number, acceptedTerm: number): void;
  /** A data plane has accepted this term, whoever's it was. */
  saw(term: number): void;
  /**
   * Did a data plane lately show a term of a newer database than the one that gave this term? Then that one is an old one that
   * came back, or the target is another installation's: nothing is raised on other targets either, until the owners of the
   * newer one have had the time to claim them.
   */
  isOutlived(term: number): boolean;
  /** After a restore nothing is raised until a person has looked. */
  isSafeMode(): boolean;
  /** Give everything back and stop. */
  stop(): Promise<void>;
}

interface Given {
  readonly store: LeaseStore;
  readonly clock: SyncedClock;
  readonly timers: Timers;
  readonly log: Log;
  readonly ttlMs: number;
  /** Between two rounds; each renews, and takes what is free. */
  readonly roundMs: number;
  /** Something was won or lost: how many shards there are now. */
  onChange(shardCount: number): void;
}

/** Far longer than the owners on a newer database need to claim the targets that have just forgotten them. */
const outlivedMs = 30_000;

/**
 * Renews this worker's leases and takes what is free, round after round. Which worker owns a shard is the database's
 * word; how long this process may believe it is counted by its own monotonic clock, so that a jump of the wall clock or a
 * long pause of the process changes nothing.
 */
export function keepLeases(given: Given): LeaseKeeper {
  const leases = new Map<number, Lease>();
  /** Terms that data planes have accepted from others. */
  const passed = new Map<number, number>();
  let newestLineage = 0;
  const outlived = new Set<string>();
  let outlivedUntilMs = Number.NEGATIVE_INFINITY;
  let isSafeMode = false;
  let stopped = false;
  let cancel: Cancel = () => undefined;
  let running: Promise<unknown> = Promise.resolve();

  const isTrusted = (lease: Lease): boolean => given.clock.monotonicMs() < lease.trustedUntilMs;

  function take({ held, lineage, countedTo, isSafeMode: isSafe }: LeaseAnswer, sentAtMs: number): void {
    isSafeMode = isSafe;
    if (countedTo !== null) given.clock.atLeast(countedTo);
    for (const { shard, epoch } of held) {
      const term = termOf(lineage, epoch);
      if (term < (passed.get(shard) ?? 0)) continue;
      compare(term);
      leases.set(shard, { shard, epoch, term, trustedUntilMs: trustedUntilMs({ sentAtMs, ttlMs: given.ttlMs }) });
    }
  }

  /** Is the database that gave this term older than one of which a data plane has shown a term? Once for each two. */
  function compare(term: number): void {
    const own = lineageOf(term);
    if (own >= newestLineage || outlived.has(`${own}<${newestLineage}`)) return;
    outlived.add(`${own}<${newestLineage}`);
    outlivedUntilMs = given.clock.monotonicMs() + outlivedMs;
    given.log.error({ term }, "a data plane obeys a newer database than this worker's; nothing is raised for a while");
  }

  async function round(): Promise<void> {
    const before = key();
    const renewSentAtMs = given.clock.monotonicMs();
    const renewed = await given.store.renew(given.clock.now());
    given.clock.sync({ at: renewed.now, sentAtMs: renewSentAtMs, receivedAtMs: given.clock.monotonicMs() });
    const kept = new Set(renewed.held.map(({ shard }) => shard));
    for (const shard of [...leases.keys()]) if (!kept.has(shard)) leases.delete(shard);
    take(renewed, renewSentAtMs);
    await surpass(renewed);
    const wanted = fairShare(renewed.workerCount) - leases.size;
    if (wanted > 0 && !stopped) {
      const acquireSentAtMs = given.clock.monotonicMs();
      take(await given.store.acquire(wanted), acquireSentAtMs);
    }
    const surplus = surplusOf([...leases.keys()], renewed.workerCount);
    if (surplus.length > 0) {
      // First forgotten here, then given away: nobody acts for a shard that another may have already.
      for (const shard of surplus) leases.delete(shard);
      await given.store.release(surplus);
    }
    if (key() !== before) {
      given.log.info({ shards: [...leases.keys()] }, "the shards of this worker changed");
      given.onChange(leases.size);
    }
  }

  /** Take terms above those that were seen, where this worker is the owner and its database is not an older one. */
  async function surpass({ held, lineage }: LeaseAnswer): Promise<void> {
    for (const { shard, epoch } of held) {
      const accepted = passed.get(shard) ?? 0;
      if (termOf(lineage, epoch) >= accepted) continue;
      const isNewerDatabase = lineageOf(accepted) > lineageOf(termOf(lineage, epoch));
      given.log.error({ shard, accepted, isNewerDatabase }, "a data plane has accepted a newer term than this owner's");
      if (isNewerDatabase) continue;
      const sentAtMs = given.clock.monotonicMs();
      take(await given.store.raise(shard, epochIn(accepted)), sentAtMs);
    }
  }

  function key(): string {
    return [...leases.values()].map(({ shard, epoch }) => `${shard}:${epoch}`).join();
  }

  let isRunning = false;
  /** Shards were given back while a round was running, which may not have seen it. */
  let isHinted = false;

  async function run(): Promise<void> {
    if (stopped) return;
    isRunning = true;
    isHinted = false;
    running = round().catch((error: Error) => given.log.warn({ err: error }, "the leases could not be renewed"));
    await running;
    isRunning = false;
    if (!stopped) cancel = given.timers.after(isHinted ? 0 : given.roundMs, () => void run());
  }

  given.store.onFreed(() => {
    isHinted = true;
    if (isRunning) return;
    cancel();
    void run();
  });
  void run();
  return {
    leaseOf(shard) {
      const lease = leases.get(shard);
      return lease && isTrusted(lease) ? lease : null;
    },
    yieldTo(shard, acceptedTerm) {
      const lease = leases.get(shard);
      if (!lease || lease.term >= acceptedTerm) return;
      passed.set(shard, Math.max(acceptedTerm, passed.get(shard) ?? 0));
      leases.delete(shard);
      given.onChange(leases.size);
    },
    saw(term) {
      if (lineageOf(term) <= newestLineage) return;
      newestLineage = lineageOf(term);
      for (const lease of leases.values()) compare(lease.term);
    },
    isOutlived: (term) => lineageOf(term) < newestLineage && given.clock.monotonicMs() < outlivedUntilMs,
    shards: () => [...leases.values()].filter(isTrusted).map(({ shard }) => shard),
    isSafeMode: () => isSafeMode,
    async stop() {
      stopped = true;
      cancel();
      // Nobody here acts for a shard any more, whatever is still under way.
      leases.clear();
      await running;
      leases.clear();
      await given.store.leave().catch(() => undefined);
      await given.store.close();
    },
  };
}
