import { Registry } from "prom-client";
import { instant } from "@/lib/kernel/instant";
import type { Clock } from "@/lib/platform/clock";
import { createLog } from "@/lib/platform/log";
import { createSyncedClock } from "@/lib/platform/synced-clock";
import { type ControlLoop, startControlLoop } from "@/lib/rollouts/loop/control-loop";
import type { LeaseStore } from "@/lib/rollouts/loop/lease-store";
import { type LoopParts, loopLimits } from "@/lib/rollouts/loop/loop-parts";
import type { JournalEntry, LoopStore } from "@/lib/rollouts/loop/loop-store";
import type { SafetyJournal } from "@/lib/rollouts/loop/safety-journal";
import type { TelemetrySource } from "@/lib/telemetry/port";
import type { TrafficTarget } from "@/lib/traffic/port";
import type { SimDatabase } from "./sim-database";
import type { SimMetrics } from "./sim-metrics";
import type { SimPlane } from "./sim-plane";
import { epochMs, SimProcess, type Way } from "./sim-process";
import type { VirtualTime } from "./virtual-time";

/** What outlives a worker's process: its disk, and how it is connected. */
export interface SimHost {
  readonly name: string;
  readonly journal: Map<string, JournalEntry>;
  /** The one that it goes to; an old primary may still be there. */
  database: SimDatabase;
  isCutOff: boolean;
  extraLatencyMs: number;
  losesCommits: boolean;
}

export interface WorkerWorld {
  readonly time: VirtualTime;
  readonly planes: ReadonlyMap<string, SimPlane>;
  readonly metrics: SimMetrics;
  isHealthy(url: string): boolean;
  onJournal(entry: JournalEntry, from: { readonly host: SimHost; readonly by: string }): void;
}

const log = createLog("simulation", "silent");
/** What the real store waits for a statement. */
const statementDeadlineMs = 2_000;
const sessionDeadlineMs = 1_000;

/** One worker process with the real control loop in it; everything around the loop is simulated. */
export class SimWorker {
  readonly process: SimProcess;
  readonly loop: ControlLoop;
  private session: string | null = null;
  private sessionCount = 0;

  constructor(
    readonly id: string,
    private readonly host: SimHost,
    private readonly world: WorkerWorld,
    skewMs: number,
  ) {
    this.process = new SimProcess(id, world.time);
    this.process.skewMs = skewMs;
    this.loop = startControlLoop(this.parts(), new Registry());
  }

  kill(): void {
    this.process.kill();
    if (this.session) this.host.database.endSession(this.session);
  }

  private toDatabase(deadlineMs: number, isWrite: boolean): Way | "never" {
    const { database } = this.host;
    const latencyMs = database.latencyMs + this.host.extraLatencyMs;
    if (this.host.isCutOff || database.state === "hung" || latencyMs > deadlineMs)
      return { latencyMs: 0, losesAnswer: true, deadlineMs };
    return { latencyMs, deadlineMs, losesAnswer: isWrite && this.host.losesCommits };
  }

  /** One statement or transaction. It reaches a database that is there; one that hangs or is cut off does nothing. */
  private ask<Result>(effect: (database: SimDatabase) => Result, deadlineMs: number, isWrite = false): Promise<Result> {
    const isReached = !this.host.isCutOff && this.host.database.state === "up";
    return this.process.call(
      () => this.toDatabase(deadlineMs, isWrite),
      () => {
        const { database } = this.host;
        if (!isReached || database.state !== "up") throw new Error("the database is away");
        return effect(database);
      },
    );
  }

  private parts(): LoopParts {
    const { timers } = this.process;
    const clock = createSyncedClock(this.process.clock);
    return {
      clock,
      timers,
      log,
      store: this.store(),
      leases: this.leases(),
      journal: this.journal(),
      workerId: this.id,
      hostName: this.host.name,
      tickMs: 250,
      openTarget: (target) => this.target(target.id, clock),
      doorOf: (target) => target.id,
      openCounters: () => null,
      openSource: () => this.source(),
      windowsOf: async () => [],
      budgetsOf: async () => [],
      checkHealth: (url) =>
        this.process.call(
          () => ({ latencyMs: 2, deadlineMs: 500 }),
          () => ({
            ok: this.world.isHealthy(url),
            detail: this.world.isHealthy(url) ? "It answered 200." : "It answered 500.",
          }),
        ),
    };
  }

  private store(): LoopStore {
    const read = <R>(effect: (database: SimDatabase) => R): Promise<R> => this.ask(effect, statementDeadlineMs);
    const write = <R>(effect: (database: SimDatabase) => R): Promise<R> => this.ask(effect, statementDeadlineMs, true);
    return {
      readTargets: () => read((database) => database.readTargets()),
      readSources: () =>
        read(() => [{ id: "src", slug: "sim", revision: 1, kind: "http_json", config: {}, secret: null }]),
      listOpen: () => read((database) => database.listOpen()),
      loadRollouts: (ids) => read((database) => ids.flatMap((id) => database.find(id) ?? [])),
      admissionOf: (targetId, rolloutId) => read((database) => database.admissionOf(targetId, rolloutId)),
      saveTransition: (transition, lease) => write((database) => database.saveTransition(this.id, transition, lease)),
      takeBack: (entry) => write((database) => database.takeBack(entry)),
      saveProgress: (progress) => write((database) => database.saveProgress(progress)),
      liveOf: (targetId) => read((database) => database.liveOf(targetId)),
      takeIdleEpoch: (targetId, lease) => write((database) => database.takeIdleEpoch(this.id, targetId, lease)),
      saveHeartbeat: () => read(() => undefined),
      saveStopped: () => read(() => undefined),
    };
  }

  private leases(): LeaseStore {
    const ttlMs = loopLimits.leaseTtlMs;
    const onSession = <R>(effect: (session: string, database: SimDatabase) => R): Promise<R> =>
      this.ask((database) => effect(this.openSession(), database), sessionDeadlineMs);
    return {
      renew: (now) => onSession((session, database) => database.renew(this.id, session, ttlMs, now)),
      acquire: (limit) => onSession((session, database) => database.acquire(this.id, session, ttlMs, limit)),
      raise: (shard, above) => onSession((_, database) => database.raise(this.id, shard, above, ttlMs)),
      release: (shards) => onSession((_, database) => database.release(this.id, shards)),
      leave: () => onSession((session, database) => database.leave(this.id, session)),
      // Hints are always lost here: nothing may rest on them.
      onFreed: () => undefined,
      close: async () => undefined,
    };
  }

  private openSession(): string {
    const { database } = this.host;
    // A session ends with its process; what it had sent is lost with it.
    if (!this.process.isAlive) throw new Error("the session has ended");
    if (this.session && database.hasSession(this.session)) return this.session;
    this.sessionCount += 1;
    this.session = `${this.id}#${this.sessionCount}`;
    database.openSession(this.session);
    return this.session;
  }

  private journal(): SafetyJournal {
    const { journal } = this.host;
    return {
      append: (entry) => {
        journal.set(entry.id, entry);
        this.world.onJournal(entry, { host: this.host, by: this.id });
      },
      settle: (id) => void journal.delete(id),
      open: () => [...journal.values()],
    };
  }

  private target(targetId: string, clock: Clock): TrafficTarget {
    const plane = this.world.planes.get(targetId) as SimPlane;
    // A plane that hangs has the message all the same, and acts on it when it goes on.
    const way = (): Way | "never" =>
      plane.isHung ? "never" : { latencyMs: plane.latencyMs + this.host.extraLatencyMs, deadlineMs: 1_000 };
    const { id } = this;
    const call = this.process.call.bind(this.process);
    return {
      async observe(signal) {
        const seen = await call(way, () => plane.observe(id), signal);
        return { ...seen, observedAt: clock.now() };
      },
      apply: (intent, guard, signal) => {
        if (plane.isHung) plane.later(() => plane.apply(this.id, intent, guard));
        return this.process.call(way, () => plane.apply(this.id, intent, guard), signal);
      },
      claim: (term, signal) => {
        if (plane.isHung) plane.later(() => plane.claim(term));
        return this.process.call(way, () => plane.claim(term), signal);
      },
      close: async () => undefined,
    };
  }

  private source(): TelemetrySource {
    const { metrics, time } = this.world;
    const sampledAt = () => instant(epochMs + Math.round(time.nowMs));
    return {
      readCounts: (requests) =>
        this.process.call(
          () => ({ latencyMs: 4 + this.host.extraLatencyMs, deadlineMs: 1_500 }),
          () =>
            new Map(requests.map(({ key, selectors }) => [key, metrics.read(selectors.a.target ?? "", sampledAt())])),
        ),
      readScalars: async () => new Map(),
      close: async () => undefined,
    };
  }
}
