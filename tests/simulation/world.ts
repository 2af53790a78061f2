import { instant } from "@/lib/kernel/instant";
import { RolloutPlan } from "@/lib/rollouts/contract";
import { lineageOf } from "@/lib/rollouts/domain/lease";
import { newRollout } from "@/lib/rollouts/domain/rollout-machine";
import { isEnded } from "@/lib/rollouts/domain/rollout-state";
import type { LoopTarget } from "@/lib/rollouts/loop/loop-parts";
import { Laws } from "./laws";
import { type Fault, faultyMs, type Schedule, targetCount, workerCount } from "./schedule";
import { SimDatabase } from "./sim-database";
import { SimMetrics } from "./sim-metrics";
import { SimPlane } from "./sim-plane";
import { epochMs } from "./sim-process";
import { type SimHost, SimWorker, type WorkerWorld } from "./sim-worker";
import { VirtualTime } from "./virtual-time";

/** Bugs that can be planted into the world around the loop, to prove that the laws find them. */
export interface Planted {
  readonly noFence?: boolean;
  readonly ignoreStale?: boolean;
}

export interface RunResult {
  readonly violations: readonly string[];
  readonly virtualMs: number;
  readonly phases: readonly string[];
}

export interface RunOptions {
  readonly planted?: Planted;
  /** Called with what happens, for people. */
  say?(words: string): void;
}

/** An owner whom nothing disturbs has fenced all its data planes after this time. */
const calmMs = 1_500;
/** What keeps an owner from its leases or its data planes, or makes these forget. */
const disturbing: ReadonlySet<Fault["kind"]> = new Set([
  "kill",
  "stop",
  "database_down",
  "database_hang",
  "database_failover",
  "split_brain",
  "commit_unknown",
  "database_clock",
  "plane_hang",
  "plane_restart",
  "slow_network",
  "partition",
]);

/** After the last fault this long must be enough to come to rest. */
const peaceMs = 24_000;

/** Run the real loop through a schedule, and tell which laws were broken. The same schedule gives the same answer. */
export async function runSchedule(
  schedule: Schedule,
  { planted = {}, say = () => undefined }: RunOptions = {},
): Promise<RunResult> {
  const world = new World(schedule, planted, say);
  const endMs = faultyMs + peaceMs;
  await world.time.runUntil(faultyMs, () => world.laws.violations.length > 0);
  await world.time.runUntil(endMs, () => world.isAtRest() || world.laws.violations.length > 0);
  world.laws.atTheEnd(world.database, schedule);
  return {
    violations: world.laws.violations,
    virtualMs: world.time.nowMs,
    phases: world.database.all().map(({ state }) => state.phase),
  };
}

const plan = (onBlind: "pause" | "rollback"): RolloutPlan =>
  RolloutPlan.parse({
    strategy: "canary",
    steps: [
      { trafficPercent: 20, bakeMs: 1_500, minRequests: 20 },
      { trafficPercent: 60, bakeMs: 1_500, minRequests: 20 },
      { trafficPercent: 100, bakeMs: 1_000, minRequests: 20 },
    ],
    triggers: { latency: { enabled: false }, burnRate: { enabled: false }, health: { failuresInARow: 2 } },
    warmMs: 1_500,
    blindGraceMs: 3_000,
    onBlind,
    pauseDeadlineMs: 60_000,
    applyDeadlineMs: 8_000,
    silenceMs: 2_000,
  });

const urls = (target: number, slot: "a" | "b"): string[] => [`http://${target}.${slot}.test/healthz`];

function targetOf(index: number): LoopTarget {
  const id = `t${index}`;
  return {
    id,
    shard: index * 7,
    revision: 1,
    kind: "edge",
    config: {},
    secret: null,
    health: {
      urls: { a: urls(index, "a"), b: urls(index, "b") },
      expectStatus: 200,
      timeoutMs: 500,
      intervalMs: 1_000,
    },
    telemetry: [{ source: "sim", selectors: { a: { target: id }, b: { target: id } } }],
    serviceId: `s${index}`,
    serviceSlug: `shop-${index}`,
    environmentId: "e",
    environmentSlug: "production",
    live: { slot: "a", version: "1.0.0" },
    newestEpoch: 0,
  };
}

/** Until when a fault keeps this worker from its work: a failover all for a moment, who is led astray until the end. */
function disturbsUntilMs(fault: Fault, worker: number): number {
  const isOthers = "worker" in fault && fault.worker !== worker;
  if (isOthers) return fault.kind === "split_brain" ? fault.atMs : Number.NEGATIVE_INFINITY;
  return Math.min(fault.atMs + ("forMs" in fault ? fault.forMs : 0), faultyMs);
}

class World implements WorkerWorld {
  readonly time = new VirtualTime();
  readonly planes = new Map<string, SimPlane>();
  readonly laws: Laws;
  readonly database: SimDatabase;
  readonly metrics: SimMetrics;
  private readonly hosts: SimHost[];
  private readonly workers: (SimWorker | null)[];
  private starts = 0;

  constructor(
    private readonly schedule: Schedule,
    planted: Planted,
    say: (words: string) => void,
  ) {
    const targets = Array.from({ length: targetCount }, (_, index) => targetOf(index));
    this.laws = new Laws(this.time, (words) => say(`${Math.round(this.time.nowMs)} ms: ${words}`));
    this.metrics = new SimMetrics(
      this.time,
      () => this.planes,
      (id, slot) => this.errorRatio(id, slot),
    );
    this.database = new SimDatabase(this.time, targets, {
      refusesStale: !planted.ignoreStale,
      onFailover: (lineage) => this.laws.onFailover(this.database, lineage),
      onCommit: (rollout, before) => {
        this.laws.onCommit(rollout, before);
        if (rollout.state.phase === "completed") this.planes.get(rollout.targetId)?.configure(rollout.state.canarySlot);
      },
    });
    for (const { id, shard } of targets) {
      const rules = {
        hasFence: !planted.noFence,
        onWrite: (write: Parameters<Laws["onWrite"]>[1]) => {
          this.laws.onWrite(id, write, this.database, this.plane(id));
          if (lineageOf(write.term) < this.database.lineage() && this.hasCalmOwner(shard)) this.laws.onStray(id, write);
        },
        onShare: () => void this.metrics.count(id),
      };
      this.planes.set(id, new SimPlane(id, this.time, rules, { sharePercent: { a: 100, b: 0 }, closed: ["b"] }));
    }
    this.hosts = Array.from({ length: workerCount }, (_, index) => newHost(index, this.database));
    for (const target of targets) this.startRollout(target);
    this.workers = this.hosts.map((_, index) => this.startWorker(index, 0));
    for (const fault of schedule.faults) this.time.at(fault.atMs, () => this.make(fault));
    const remember = (): void => {
      this.database.remember();
      this.time.after(100, remember);
    };
    remember();
    this.time.at(faultyMs, () => this.healAll());
  }

  private plane(id: string): SimPlane {
    return this.planes.get(id) as SimPlane;
  }

  isBad(targetIndex: number): boolean {
    const from = this.schedule.badFromMs[targetIndex] ?? null;
    return from !== null && this.time.nowMs >= from;
  }

  private errorRatio(targetId: string, slot: "a" | "b"): number {
    return slot === "b" && this.isBad(Number(targetId.slice(1))) ? 0.5 : 0.002;
  }

  isHealthy(): boolean {
    return true;
  }

  onJournal(...[entry, { host, by }]: Parameters<WorkerWorld["onJournal"]>): void {
    // What is decided on an old primary, or after another has taken over, is nobody's promise: its writes are refused.
    const shard = this.shardOf(entry.rolloutId);
    const isOwner = this.database.ownerOf(shard)?.worker === by;
    if (isOwner && host.database === this.database) this.laws.onJournal(entry);
  }

  /** Has a worker of the newest database owned this shard for a while in which nothing kept it from its data planes? */
  private hasCalmOwner(shard: number): boolean {
    const owner = this.database.ownerOf(shard);
    const sinceMs = this.time.nowMs - calmMs;
    if (owner === null || owner.sinceMs > sinceMs) return false;
    const index = this.workers.findIndex((worker) => worker?.id === owner.worker);
    if (this.hosts[index]?.database !== this.database) return false;
    return !this.schedule.faults.some(
      (fault) =>
        disturbing.has(fault.kind) && fault.atMs <= this.time.nowMs && disturbsUntilMs(fault, index) >= sinceMs,
    );
  }

  private shardOf(rolloutId: string): number {
    return this.database.listOpen().find(({ id }) => id === rolloutId)?.shard ?? 0;
  }

  isAtRest(): boolean {
    return this.database.all().every(({ state }) => isEnded(state));
  }

  private startRollout(target: LoopTarget): void {
    const id = `r-${target.id}`;
    const { state } = newRollout({
      rolloutId: id,
      purpose: "release",
      plan: plan(this.schedule.onBlind),
      policy: "queue",
      canaryVersion: "2.0.0",
      now: instant(epochMs),
    });
    this.database.insert({
      id,
      number: 1,
      serviceId: target.serviceId,
      environmentId: target.environmentId,
      targetId: target.id,
      serviceSlug: target.serviceSlug,
      environmentSlug: target.environmentSlug,
      state,
      judgeState: null,
      latestEvidence: [],
    });
  }

  private startWorker(index: number, skewMs: number): SimWorker {
    this.starts += 1;
    return new SimWorker(`w${index}.${this.starts}`, this.hosts[index] as SimHost, this, skewMs);
  }

  private make(fault: Fault): void {
    switch (fault.kind) {
      case "kill": {
        const worker = this.workers[fault.worker];
        if (!worker) return;
        worker.kill();
        this.workers[fault.worker] = null;
        this.time.after(fault.forMs, () => this.revive(fault.worker));
        return;
      }
      case "stop": {
        const worker = this.workers[fault.worker];
        worker?.process.stop();
        this.time.after(fault.forMs, () => worker?.process.goOn());
        return;
      }
      case "database_down":
      case "database_hang":
        this.database.state = fault.kind === "database_down" ? "down" : "hung";
        if (fault.kind === "database_down") this.database.crash();
        this.time.after(fault.forMs, () => {
          this.database.state = "up";
        });
        return;
      case "database_failover":
        this.database.failOver(fault.lostMs);
        return;
      case "split_brain": {
        const host = this.hosts[fault.worker];
        if (!host) return;
        const old = host.database.fork((rollout) => this.laws.onStrayCommit(rollout));
        this.database.failOver(fault.lostMs);
        host.database = old;
        this.time.after(fault.forMs, () => {
          if (host.database === old) host.database = this.database;
        });
        return;
      }
      case "database_clock":
        this.database.clockJumpMs += fault.byMs;
        return;
      case "commit_unknown":
        for (const host of this.hosts) this.during(fault.forMs, host, { losesCommits: true }, { losesCommits: false });
        return;
      case "worker_clock": {
        const worker = this.workers[fault.worker];
        if (worker) worker.process.skewMs += fault.byMs;
        return;
      }
      case "plane_hang": {
        const plane = this.plane(`t${fault.target}`);
        plane.isHung = true;
        this.time.after(fault.forMs, () => plane.goOn());
        return;
      }
      case "plane_restart":
        this.plane(`t${fault.target}`).restart();
        this.laws.onRestart(`t${fault.target}`, this.database, this.plane(`t${fault.target}`));
        return;
      case "lowered_by_hand":
        this.lowerByHand(`t${fault.target}`);
        return;
      case "metrics_dark":
        this.during(fault.forMs, this.metrics, { isDark: true }, { isDark: false });
        return;
      case "slow_network":
        this.duringHost(fault, { extraLatencyMs: fault.latencyMs }, { extraLatencyMs: 0 });
        return;
      case "partition":
        this.duringHost(fault, { isCutOff: true }, { isCutOff: false });
        return;
      case "person":
        this.command(`r-t${fault.target}`, fault.command);
    }
  }

  private duringHost(fault: { worker: number; forMs: number }, on: Partial<SimHost>, off: Partial<SimHost>): void {
    const host = this.hosts[fault.worker];
    if (host) this.during(fault.forMs, host, on, off);
  }

  private during<Thing extends object>(forMs: number, thing: Thing, on: Partial<Thing>, off: Partial<Thing>): void {
    Object.assign(thing, on);
    this.time.after(forMs, () => Object.assign(thing, off));
  }

  private revive(index: number): void {
    this.workers[index] ??= this.startWorker(index, 0);
  }

  /** Halve what the canary has, as an operator at the proxy would. */
  private lowerByHand(targetId: string): void {
    const slot = this.database.liveOf(targetId)?.slot === "a" ? "b" : "a";
    const plane = this.plane(targetId);
    const share = plane.share(slot);
    if (share <= 1 || this.database.find(`r-${targetId}`)?.state.phase === "completed") return;
    plane.setByHand(slot, Math.floor(share / 2));
    this.laws.onLoweredByHand(targetId, Math.floor(share / 2));
  }

  private command(rolloutId: string, kind: "pause" | "resume" | "abort" | "promote"): void {
    const rollout = this.database.find(rolloutId);
    if (!rollout || this.database.state !== "up") return;
    if (kind === "resume") this.laws.onResume(rolloutId);
    const given = { actor: { id: "ada", name: "Ada" }, reason: "Because.", seenRevision: rollout.state.revision };
    this.database.command(rolloutId, { kind, ...given });
  }

  private healAll(): void {
    this.database.state = "up";
    this.metrics.isDark = false;
    for (const plane of this.planes.values()) plane.goOn();
    for (const host of this.hosts)
      Object.assign(host, { isCutOff: false, extraLatencyMs: 0, losesCommits: false, database: this.database });
    this.workers.forEach((worker, index) => {
      worker?.process.goOn();
      this.revive(index);
    });
    // A pause of a person would last for a day; somebody looks after it.
    this.time.after(4_000, () => this.resumeAll());
  }

  private resumeAll(): void {
    for (const { id, state } of this.database.all()) if (!isEnded(state)) this.command(id, "resume");
    if (!this.isAtRest()) this.time.after(2_000, () => this.resumeAll());
  }
}

function newHost(index: number, database: SimDatabase): SimHost {
  return {
    name: `host-${index}`,
    journal: new Map(),
    database,
    isCutOff: false,
    extraLatencyMs: 0,
    losesCommits: false,
  };
}
