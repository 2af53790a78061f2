import { beforeAll, expect, it } from "vitest";
import { holdsRollout } from "@/lib/calendar/domain/hold";
import { createWindow } from "@/lib/calendar/use-cases/create-window";
import { deleteWindow } from "@/lib/calendar/use-cases/delete-window";
import { prismaExecutor } from "@/lib/platform/db/executor";
import type { LoopTarget, LoopWindow } from "@/lib/rollouts/loop/loop-parts";
import { createWindowWatch } from "@/lib/rollouts/loop/window-watch";
import { abortRollout } from "@/lib/rollouts/use-cases/abort-rollout";
import { startRollout } from "@/lib/rollouts/use-cases/start-rollout";
import { Random } from "@/tests/bench/random";
import { freshGated, makeStages } from "@/tests/support/gated-places";
import { callAs, refusalOf, setUpHarness, T0 } from "@/tests/support/harness";
import { ada, person } from "@/tests/support/waivers";

/**
 * Goal: what the worker reads of windows and emergencies after any moves of people is what the timetable forbids; everything may go back; who
 * passes a freeze is on record. Method: seeded moves through the real use-cases and the real database, beside a list of what was done. The
 * decisions themselves are tried far more often in tests/unit/rollouts/domain/freeze-journeys.test.ts.
 */

const harness = setUpHarness();
const minute = 60_000;
const manager = callAs("release_manager");
const sre = person("sre", "sre");

beforeAll(makeStages);

interface Noted {
  readonly id: string;
  readonly createdAt: number;
  /** Until when the glass was broken for it; null when it was not. */
  readonly passesUntil: number | null;
  readonly beganFrozen: boolean;
}

interface Span {
  readonly id: string;
  readonly revision: number;
  readonly from: number;
  readonly to: number;
  readonly underWay: "hold" | "let_run";
}

/** A place with everything that was done there. */
class Journey {
  readonly windows: Span[] = [];
  readonly open: Noted[] = [];
  readonly emergencies: Noted[] = [];
  private versions = 0;
  private looks = 0;

  constructor(
    private readonly random: Random,
    readonly service: string,
    readonly target: LoopTarget,
    /** A bug in what the worker is told; none by itself. */
    private readonly bug: (windows: readonly LoopWindow[], journey: Journey) => readonly LoopWindow[],
  ) {}

  get now(): number {
    return harness().runtime.clock.now();
  }

  private pick<One>(all: readonly One[]): One | undefined {
    return all[Math.floor(this.random.next() * all.length)];
  }

  private frozen(): Span[] {
    return this.windows.filter(({ from, to }) => from <= this.now && this.now < to);
  }

  async step(): Promise<void> {
    const chance = this.random.next();
    if (chance < 0.2) await this.freeze();
    else if (chance < 0.25) await this.thaw();
    else if (chance < 0.45) await this.start(this.random.next() < 0.5);
    else if (chance < 0.55) await this.abort();
    else harness().runtime.advance(this.pick([1, 3, 10, 30])! * minute);
    await this.compare();
  }

  private async freeze(): Promise<void> {
    const from = this.now + this.pick([-5, 0, 5, 20])! * minute;
    const to = Math.max(this.now, from) + this.pick([1, 10, 60])! * minute;
    const underWay = this.pick(["hold", "let_run"] as const)!;
    const times = { startsAt: new Date(from).toISOString(), endsAt: new Date(to).toISOString() };
    const input = { kind: "blackout", name: "Peak", service: this.service, underWay, ...times } as const;
    const { id, revision } = await createWindow.run(input, manager);
    this.windows.push({ id, revision, from, to, underWay });
  }

  private async thaw(): Promise<void> {
    const gone = this.pick(this.windows);
    if (!gone) return;
    await deleteWindow.run({ id: gone.id, revision: gone.revision }, manager);
    this.windows.splice(this.windows.indexOf(gone), 1);
  }

  private async start(isEmergency: boolean): Promise<void> {
    this.versions += 1;
    const asked = { service: this.service, environment: "production", version: `3.0.${this.versions}` };
    const passesUntil = isEmergency ? this.now + this.pick([2, 15, 90])! * minute : null;
    const emergency = { reason: "Nobody can pay", endsAt: new Date(passesUntil ?? 0).toISOString() };
    if (isEmergency) expect((await refusalOf(startRollout.run({ ...asked, emergency }, ada))).code).toBe("forbidden");
    const begun = await startRollout.run({ ...asked, ...(isEmergency ? { emergency } : {}) }, isEmergency ? sre : ada);
    const noted = { id: begun.id, createdAt: this.now, passesUntil, beganFrozen: this.frozen().length > 0 };
    this.open.push(noted);
    if (isEmergency) this.emergencies.push(noted);
  }

  private async abort(): Promise<void> {
    const one = this.pick(this.open);
    if (!one) return;
    await abortRollout.run({ id: one.id, reason: "It hurts" }, ada);
    const { phase } = await harness().db.rollout.findUniqueOrThrow({ where: { id: one.id } });
    expect(["cancelled", "rolled_back", "rolling_back"]).toContain(phase);
    this.open.splice(this.open.indexOf(one), 1);
  }

  /** What the worker would hold now of each open rollout, in the queue and under way, against the list of what was done. */
  private async compare(): Promise<void> {
    const { db, clock } = harness().runtime;
    this.looks += 10_000;
    const read = createWindowWatch(prismaExecutor(db), { now: () => clock.now(), monotonicMs: () => this.looks });
    const told = this.bug(await read(this.target), this);
    for (const { id, createdAt, passesUntil } of this.open) {
      for (const isQueued of [true, false]) {
        const isHeld = told.some((window) =>
          holdsRollout(window, { rolloutId: id, createdAt: createdAt as never, isQueued }),
        );
        const isForbidden = this.frozen().some(
          ({ underWay, from }) => isQueued || underWay === "hold" || createdAt >= from,
        );
        const isPassed = passesUntil !== null && this.now < passesUntil;
        if (isHeld !== (isForbidden && !isPassed))
          throw new Error(`${id} is ${isHeld ? "held" : "let go"} at ${new Date(this.now).toISOString()}`);
      }
    }
  }
}

async function travel(
  seed: number,
  bug: (windows: readonly LoopWindow[], journey: Journey) => readonly LoopWindow[] = (windows) => windows,
): Promise<Journey> {
  harness().runtime.setNow(T0);
  const service = await freshGated();
  const row = await harness().db.target.findFirstOrThrow({ where: { service: { slug: service } } });
  const target = { id: row.id, serviceId: row.serviceId, environmentId: row.environmentId } as LoopTarget;
  const journey = new Journey(new Random(seed), service, target, bug);
  try {
    for (let step = 0; step < 40; step += 1) await journey.step();
  } catch (error) {
    throw new Error(`seed ${seed}: ${error instanceof Error ? error.message : error}`, { cause: error });
  }
  return journey;
}

it("holds what the timetable forbids, lets everything go back, and writes down whoever passes", async () => {
  const { db } = harness();
  let frozen = 0;
  for (let seed = 1; seed <= 6; seed += 1) {
    const { emergencies } = await travel(seed);
    for (const { id, beganFrozen } of emergencies) {
      const kept = await db.emergencyRelease.findFirstOrThrow({ where: { rolloutId: id } });
      const [audit] = await db.auditEvent.findMany({ where: { action: "rollout.start", subjectId: id } });
      expect(audit?.after, `seed ${seed}`).toMatchObject({ emergency: { id: kept.id, reason: "Nobody can pay" } });
      expect(JSON.stringify(kept.passed).includes("window_active"), `seed ${seed}`).toBe(beganFrozen);
      frozen += beganFrozen ? 1 : 0;
    }
  }
  expect(frozen).toBeGreaterThan(3);
  const aborted = await db.auditEvent.count({ where: { action: "rollout.abort", outcome: "accepted" } });
  expect(aborted).toBeGreaterThan(5);
});

it("finds a grant that does not end, and a window that is forgotten", async () => {
  const seeds = [1, 2, 3, 4, 5, 6];
  const found = async (bug: Parameters<typeof travel>[1]) => {
    for (const seed of seeds)
      if (
        await travel(seed, bug).then(
          () => false,
          () => true,
        )
      )
        return true;
    return false;
  };
  const endless = (windows: readonly LoopWindow[], { emergencies }: Journey) =>
    windows.map((window) => ({ ...window, passedBy: emergencies.map(({ id }) => id) }));
  expect(await found(endless)).toBe(true);
  expect(await found((windows) => windows.slice(1))).toBe(true);
});
