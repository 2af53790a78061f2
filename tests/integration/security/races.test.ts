import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createEnvironment } from "@/lib/catalog/use-cases/create-environment";
import { createService } from "@/lib/catalog/use-cases/create-service";
import { editService } from "@/lib/catalog/use-cases/edit-service";
import { createToken } from "@/lib/identity/use-cases/create-token";
import { revokeToken } from "@/lib/identity/use-cases/revoke-token";
import { AppError } from "@/lib/kernel/app-error";
import { instant } from "@/lib/kernel/instant";
import { systemActor } from "@/lib/platform/auth/actor";
import { prismaExecutor, sql } from "@/lib/platform/db/executor";
import type { Tx } from "@/lib/platform/db/prisma";
import type { Call } from "@/lib/platform/use-case";
import { decide } from "@/lib/rollouts/domain/rollout-machine";
import { isActive, isEnded } from "@/lib/rollouts/domain/rollout-state";
import { parseRolloutState } from "@/lib/rollouts/rollout-record";
import { loadReadableRollouts, lockRollout, saveTransition } from "@/lib/rollouts/rollout-store";
import { abortRollout } from "@/lib/rollouts/use-cases/abort-rollout";
import { approveStep } from "@/lib/rollouts/use-cases/approve-step";
import { createTemplate } from "@/lib/rollouts/use-cases/create-template";
import { pauseRollout } from "@/lib/rollouts/use-cases/pause-rollout";
import { promoteRollout } from "@/lib/rollouts/use-cases/promote-rollout";
import { rollbackService } from "@/lib/rollouts/use-cases/rollback-service";
import { setPolicy } from "@/lib/rollouts/use-cases/set-policy";
import { startRollout } from "@/lib/rollouts/use-cases/start-rollout";
import { createTarget } from "@/lib/traffic/use-cases/create-target";
import { editTarget } from "@/lib/traffic/use-cases/edit-target";
import { useTestDatabase } from "../../support/database";
import { createPerson, type Person } from "../../support/people";
import { canaryPlan, goodFacts } from "../../support/rollout-fixtures";
import { createTestRuntime, type TestRuntime } from "../../support/runtime";
import { until } from "../../support/until";

/**
 * Goal: no interleaving of people, machines and the control loop breaks what must always hold. Method: a few actors act at
 * once on one service, in an order that fast-check chooses, on a real database; then the rows are looked at. The loop is
 * played by its own decide-and-save with facts under which everything is well, so that there is exposure to fight about.
 */

const database = useTestDatabase();
let runtime: TestRuntime;
let admin: Person;
const seed = 20_261_120;

beforeAll(async () => {
  runtime = createTestRuntime({ databaseUrl: database().url });
  admin = await createPerson(runtime, { roles: ["admin"] });
  const by = { actor: systemActor("tests") };
  await createEnvironment.run({ slug: "production", name: "Production", kind: "production", rank: 1 }, by, runtime);
  const steps = [
    { trafficPercent: 10, bakeMs: 0, approval: true },
    { trafficPercent: 100, bakeMs: 0 },
  ];
  await createTemplate.run({ slug: "fast", name: "Fast", plan: canaryPlan({ steps, warmMs: 0 }) }, by, runtime);
});
afterAll(() => runtime.close());

interface Place {
  readonly slug: string;
  readonly targetId: string;
  /** Id and revision of the rollout that is under way when the race begins. */
  readonly running: { readonly id: string; readonly revision: number };
}

let places = 0;

async function preparePlace(): Promise<Place> {
  places += 1;
  const slug = `shop-${places}`;
  const by = { actor: systemActor("tests") };
  await createService.run({ slug, name: slug, tier: 1 }, by, runtime);
  await setPolicy.run({ slug, template: "fast", overrides: {}, revision: 0 }, by, runtime);
  const target = await createTarget.run(
    {
      service: slug,
      environment: "production",
      config: { kind: "haproxy", socket: "/run/haproxy.sock", backend: "shop", slots: { a: ["a"], b: ["b"] } },
      live: { slot: "a", version: "1.0.0" },
    },
    by,
    runtime,
  );
  const begun = await startRollout.run({ service: slug, environment: "production", version: "2.0.0" }, by, runtime);
  for (let count = 0; count < 4; count += 1) await tick(begun.id);
  const { revision } = await runtime.db.rollout.findUniqueOrThrow({ where: { id: begun.id } });
  return { slug, targetId: target.id, running: { id: begun.id, revision } };
}

/** One pass of the control loop over a rollout, with good facts. Losing a race is no failure. */
async function tick(id: string, within?: Tx): Promise<void> {
  const [before] = await loadReadableRollouts(prismaExecutor(runtime.db), [id], (_, detail) => expect.fail(detail));
  if (!before || isEnded(before.state)) return;
  const [target] = await runtime.db.target.findMany({ where: { id: before.targetId } });
  const others = await runtime.db.rollout.findMany({ where: { targetId: before.targetId, id: { not: id } } });
  const active = others.find((other) => isActive(parseRolloutState(other.state)));
  const now = instant(Date.now() + 5_000);
  const facts = goodFacts(before.state, now, {
    hold: {
      activeRolloutId: active?.id ?? null,
      aheadCount: 0,
      windows: [],
      budgets: [],
      live: { slot: "a", version: "1.0.0" },
      newestEpoch: Number(target?.epoch ?? 0),
    },
  });
  const decision = decide(before.state, { kind: "tick" }, facts);
  if (decision.kind !== "accepted") return;
  const { next, events } = decision;
  const save = (tx: Tx) =>
    saveTransition(prismaExecutor(tx), {
      before,
      next,
      events,
      evidence: [],
      actor: systemActor("loop"),
      reason: null,
    });
  await (within ? save(within) : runtime.db.$transaction(save));
}

const verbs = [
  "supersede",
  "queue",
  "reject",
  "rollback",
  "abort",
  "pause",
  "promote",
  "approve",
  "tick",
  "target",
  "service",
  "policy",
] as const;
type Verb = (typeof verbs)[number];

async function act(verb: Verb, place: Place, version: string, call: Call): Promise<unknown> {
  const { slug, running, targetId } = place;
  const seen = { ...running, reason: "a race" };
  const here = { service: slug, environment: "production" };
  switch (verb) {
    case "supersede":
    case "queue":
    case "reject":
      return startRollout.run({ ...here, version, policy: verb }, call, runtime);
    case "rollback":
      return rollbackService.run({ ...here, reason: "a race" }, call, runtime);
    case "abort":
      return abortRollout.run({ id: running.id, reason: "a race" }, call, runtime);
    case "pause":
      return pauseRollout.run(seen, call, runtime);
    case "promote":
      return promoteRollout.run(seen, call, runtime);
    case "approve":
      return approveStep.run(seen, call, runtime);
    case "tick":
      return tick(running.id);
    case "target":
      return editTarget.run({ id: targetId, revision: 1, health: null }, call, runtime);
    case "service":
      return editService.run({ slug, revision: 1, name: `Shop ${version}` }, call, runtime);
    case "policy":
      return setPolicy.run({ slug, template: "fast", overrides: { warmMs: 1_000 }, revision: 1 }, call, runtime);
  }
}

/** What may come of an action in a race: it is done, or refused with words. Anything else is a fault of ours. */
const honestRefusals = new Set(["stale_state", "rejected", "conflict"]);

async function outcomeOf(action: Promise<unknown>): Promise<"done" | "refused"> {
  try {
    await action;
    return "done";
  } catch (error) {
    if (error instanceof AppError && honestRefusals.has(error.code)) return "refused";
    throw error;
  }
}

/** Every law that the rows of a place must obey, whatever happened. */
async function expectLaws(place: Place): Promise<void> {
  const rollouts = await runtime.db.rollout.findMany({
    where: { targetId: place.targetId },
    include: { snapshots: { orderBy: { revision: "asc" } } },
  });
  const target = await runtime.db.target.findUniqueOrThrow({ where: { id: place.targetId }, include: { slots: true } });
  const states = rollouts.map((rollout) => parseRolloutState(rollout.state));
  expect(states.filter(isActive).length).toBeLessThanOrEqual(1);
  expect(target.slots.filter((slot) => slot.isLive)).toHaveLength(1);
  for (const [index, rollout] of rollouts.entries()) {
    const state = states[index];
    const revisions = rollout.snapshots.map((snapshot) => snapshot.revision);
    expect(revisions).toEqual(Array.from({ length: rollout.revision }, (_, at) => at + 1));
    expect(rollout.snapshots.at(-1)?.state).toEqual(rollout.state);
    expect(rollout.phase).toBe(state?.phase);
    const ended = rollout.snapshots.findIndex((snapshot) => isEnded(parseRolloutState(snapshot.state)));
    if (ended >= 0) expect(ended).toBe(revisions.length - 1);
    const turned = rollout.snapshots.findIndex((snapshot) => snapshot.phase === "rolling_back");
    const after = turned < 0 ? [] : rollout.snapshots.slice(turned);
    for (const snapshot of after) expect(["rolling_back", "rolled_back"]).toContain(snapshot.phase);
  }
  const open = await runtime.db.deployment.count({ where: { state: "running", service: { slug: place.slug } } });
  expect(open).toBe(states.filter((state) => !isEnded(state)).length);
}

describe("people, machines and the loop at once (row 84)", () => {
  it("leave one active rollout, whole histories, one record for each action, and no failure of ours", async () => {
    const verb = fc.constantFrom(...verbs);
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.array(verb, { minLength: 4, maxLength: 10 }), async (scheduler, race) => {
        const place = await preparePlace();
        const outcomes: Promise<{ verb: Verb; requestId: string; outcome: string }>[] = race.map(
          async (each, index) => {
            const requestId = `req_${place.slug}_${index}`;
            await scheduler.schedule(Promise.resolve(), each);
            const call = { actor: admin.actor, requestId };
            return { verb: each, requestId, outcome: await outcomeOf(act(each, place, `3.0.${index}`, call)) };
          },
        );
        await scheduler.waitIdle();
        for (const { verb: each, requestId, outcome } of await Promise.all(outcomes)) {
          if (each === "tick") continue;
          const records = await runtime.db.auditEvent.findMany({ where: { requestId } });
          const wanted = outcome === "done" ? "accepted" : "refused";
          expect(
            records.map((record) => record.outcome),
            `${each} ${outcome}`,
          ).toEqual([wanted]);
        }
        await expectLaws(place);
      }),
      { seed, numRuns: 40 },
    );
  });

  it("let one of many equal commands on one revision through", async () => {
    const place = await preparePlace();
    const call = { actor: admin.actor };
    const pauses = Array.from({ length: 12 }, () => outcomeOf(act("pause", place, "", call)));
    const outcomes = await Promise.all(pauses);
    expect(outcomes.filter((outcome) => outcome === "done")).toHaveLength(1);
    const policies = Array.from({ length: 12 }, () => outcomeOf(act("policy", place, "", call)));
    expect((await Promise.all(policies)).filter((outcome) => outcome === "done")).toHaveLength(1);
    const targets = Array.from({ length: 12 }, () => outcomeOf(act("target", place, "", call)));
    expect((await Promise.all(targets)).filter((outcome) => outcome === "done")).toHaveLength(1);
    await expectLaws(place);
  });

  it("roll a version back that completes at the same moment", async () => {
    const { slug, targetId, running } = await preparePlace();
    await act("approve", { slug, targetId, running }, "", { actor: admin.actor });
    const phaseNow = async () => (await runtime.db.rollout.findUniqueOrThrow({ where: { id: running.id } })).phase;
    while ((await phaseNow()) !== "watching") await tick(running.id);
    let rollback: Promise<unknown> | undefined;
    await runtime.db.$transaction(async (tx) => {
      await lockRollout(prismaExecutor(tx), running.id);
      rollback = act("rollback", { slug, targetId, running }, "", { actor: admin.actor });
      rollback.catch(() => undefined);
      const isWaiting = sql`
        select l.pid from pg_locks l join pg_stat_activity a using (pid)
        where not l.granted and a.datname = current_database()`;
      await until("the rollback waits for the lock", async () => {
        const waiting = await prismaExecutor(runtime.db).query(isWaiting);
        return waiting.length > 0;
      });
      await tick(running.id, tx);
    });
    expect(await phaseNow()).toBe("completed");
    expect(await rollback).toMatchObject({ how: "return" });
  });

  it("let a revoked token do nothing that began after its end", async () => {
    const { token, id } = await createToken.run(
      { name: "racer", scopes: ["rollout:abort", "rollout:read"] },
      { actor: admin.actor },
      runtime,
    );
    const place = await preparePlace();
    const headers = new Headers({ authorization: `Bearer ${token}` });
    const attempts = Array.from({ length: 10 }, async () => {
      const actor = await runtime.authenticate(headers);
      return actor ? outcomeOf(act("abort", place, "", { actor })) : "nobody";
    });
    await Promise.all([revokeToken.run({ id }, { actor: admin.actor }, runtime), ...attempts]);
    expect(await runtime.authenticate(headers)).toBeNull();
    await expectLaws(place);
  });
});
