import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { getHold } from "@/lib/calendar/use-cases/read-windows";
import { createEnvironment } from "@/lib/catalog/use-cases/create-environment";
import { createService } from "@/lib/catalog/use-cases/create-service";
import { recordDeployment } from "@/lib/deployments/use-cases/record-deployment";
import { instant } from "@/lib/kernel/instant";
import { prismaExecutor, sql } from "@/lib/platform/db/executor";
import { setBending } from "@/lib/policies/gate-read-model";
import { noEmergencies } from "@/lib/policies/port";
import { approveHeldRollout } from "@/lib/policies/use-cases/approve-held-rollout";
import { createBudgetPolicy } from "@/lib/policies/use-cases/create-budget-policy";
import { editBudgetPolicy } from "@/lib/policies/use-cases/edit-budget-policy";
import { nameIncidentFix } from "@/lib/policies/use-cases/name-incident-fix";
import { previewBudgetPolicy } from "@/lib/policies/use-cases/preview-budget-policy";
import {
  getBudgetGate,
  getBudgetPolicy,
  getRolloutGate,
  listBudgetPolicies,
} from "@/lib/policies/use-cases/read-budget-policies";
import { retireBudgetPolicy } from "@/lib/policies/use-cases/retire-budget-policy";
import { startRollout } from "@/lib/rollouts/use-cases/start-rollout";
import { sealHours } from "@/lib/slos/loop/seal-hours";
import { createObjective } from "@/lib/slos/use-cases/create-objective";
import { createTarget } from "@/lib/traffic/use-cases/create-target";
import type { WaiverInForce } from "@/lib/waivers/port";
import { callAs, refusalOf, setUpHarness, T0 } from "@/tests/support/harness";
import { createMeasured, createProduction, createThreeNines, threeNines } from "@/tests/support/measured-services";
import { storeEvenTraffic } from "@/tests/support/scripted-counters";

/** Goal: budget policies are set by those who may, act on releases from stored budgets, and bend only as they say. */

const harness = setUpHarness();
const hourMs = 3_600_000;
const sre = callAs("sre");
const noWaivers = { inForce: async () => new Map<string, WaiverInForce>() };
const bend = (more: object = {}) => setBending({ waivers: noWaivers, emergencies: noEmergencies, ...more });

const definition = {
  scope: { tier: 1, environmentKinds: ["production" as const] },
  thresholds: [
    { leftPercent: 50, effect: { kind: "slow_down" as const, maxStartsPerDay: 2, bakeFactor: 3 } },
    { leftPercent: 20, effect: { kind: "approval" as const }, tell: ["Shop team"] },
    { leftPercent: 0, effect: { kind: "freeze" as const, exemptions: ["incident_fix" as const] } },
  ],
};

/** Services by what is left of their budget of 1 ‰ over the 80 hours that are known. */
const services = { fresh: 0, half: 6, low: 9, gone: 20 } as const;

beforeAll(async () => {
  await createProduction();
  const run = prismaExecutor(harness().db);
  for (const [slug, errors] of Object.entries(services)) {
    const targetId = await createMeasured(slug);
    await createThreeNines(slug);
    await storeEvenTraffic(run, {
      targetIds: [targetId],
      fromMs: T0 - 80 * hourMs,
      toMs: T0,
      requests: 10_000,
      errors,
    });
  }
  await createMeasured("dark");
  await createThreeNines("dark");
  await createService.run({ slug: "other-tier", name: "Other tier", tier: 2 }, callAs("admin"));
});

beforeEach(() => bend());

const gateOf = (service: string) => getBudgetGate.run({ service, environment: "production" }, callAs("viewer"));

async function start(service: string, version = "2.0.0") {
  return startRollout.run({ service, environment: "production", version, reason: "Because." }, callAs("developer"));
}

describe("a policy", () => {
  it("is not set by developers, and without one nothing is asked", async () => {
    const input = { slug: "tier-1", name: "Tier 1", definition, reason: "Agreed on." };
    expect(await gateOf("gone")).toMatchObject({ verdict: "go", policies: [], reasons: [] });
    expect(await refusalOf(createBudgetPolicy.run(input, callAs("developer")))).toMatchObject({ code: "forbidden" });
    const wrong = { ...definition, thresholds: definition.thresholds.toReversed() };
    const refusal = await refusalOf(createBudgetPolicy.run({ ...input, definition: wrong }, sre));
    expect(refusal.code).toBe("invalid_input");
    expect(refusal.fields).toContain("definition.thresholds.1.leftPercent");
    expect(await createBudgetPolicy.run(input, sre)).toMatchObject({ version: 1, serviceCount: 5 });
    expect(await refusalOf(createBudgetPolicy.run(input, sre))).toMatchObject({ code: "conflict", fields: ["slug"] });
  });

  it("keeps every version, and every change with before and after", async () => {
    const slug = "drafts";
    await createBudgetPolicy.run({ slug, name: "Drafts", definition: { ...definition, isActing: false } }, sre);
    const changed = { ...definition, isActing: false, onBurning: "hold" as const };
    const edit = { slug, revision: 1, definition: changed, reason: "Alerts count too." };
    expect(await refusalOf(editBudgetPolicy.run(edit, callAs("developer")))).toMatchObject({ code: "forbidden" });
    expect(await editBudgetPolicy.run(edit, sre)).toMatchObject({ version: 2, revision: 2 });
    expect(await refusalOf(editBudgetPolicy.run(edit, sre))).toMatchObject({ code: "stale_state" });
    const { versions } = await getBudgetPolicy.run({ slug }, callAs("viewer"));
    expect(versions.map(({ version, reason }) => [version, reason])).toEqual([
      [2, edit.reason],
      [1, null],
    ]);
    const { db } = harness();
    await expect(db.budgetPolicyVersion.updateMany({ data: { reason: "another" } })).rejects.toThrow();
    const record = await db.auditEvent.findFirst({ where: { action: "budget-policy.edit", outcome: "accepted" } });
    expect(record).toMatchObject({ before: { version: 1 }, after: { version: 2 }, reason: edit.reason });
    await retireBudgetPolicy.run({ slug, revision: 2, reason: "A draft." }, sre);
    expect((await listBudgetPolicies.run({}, callAs("viewer"))).items.map((one) => one.slug)).toEqual(["tier-1"]);
  });
});

describe("a release", () => {
  it.each([
    ["fresh", "go", "none", []],
    ["half", "go", "slow_down", ["budget_longer_bake"]],
    ["low", "held", "approval", ["budget_longer_bake", "budget_approval"]],
    ["gone", "held", "freeze", ["budget_freeze"]],
    ["dark", "undetermined", "undetermined", ["budget_undetermined"]],
  ] as const)("of a service whose budget is %s: %s", async (service, verdict, consequence, codes) => {
    const gate = await gateOf(service);
    expect(gate).toMatchObject({ verdict, consequence });
    expect(gate.reasons.map(({ code }) => code)).toEqual(codes);
  });

  it("is undetermined when the source goes dark, also after weeks, and never greener", async () => {
    const { runtime } = harness();
    try {
      for (const hours of [1, 24, 24 * 40]) {
        runtime.setNow(instant(T0 + hours * hourMs));
        expect(await gateOf("fresh"), `${hours} h`).toMatchObject({ verdict: "undetermined" });
        expect(await gateOf("gone"), `${hours} h`).toMatchObject({ consequence: "freeze", verdict: "held" });
      }
    } finally {
      runtime.setNow(T0);
    }
  });

  it("waits in the queue for the policy with reason and owner, and bakes longer where that is asked", async () => {
    await start("gone");
    const record = await harness().db.auditEvent.findFirst({
      where: { action: "rollout.start", outcome: "accepted", subjectName: { startsWith: "gone" } },
    });
    expect(record?.after).toMatchObject({ admission: "queue" });
    const hold = await getHold.run({ service: "gone", environment: "production" }, callAs("viewer"));
    expect(hold).toMatchObject({ held: true, until: null, reasons: [{ code: "budget_policy" }] });
    const slowed = await start("half");
    const { state } = await harness().db.rollout.findUniqueOrThrow({ where: { id: slowed.id } });
    const plain = await harness().db.rollout.findFirstOrThrow({ where: { service: { slug: "gone" } } });
    const bakes = (given: unknown) =>
      (given as { plan: { steps: { bakeMs: number }[] } }).plan.steps.map((one) => one.bakeMs);
    // The budget of “gone” is below every threshold: what slowed down above slows it too.
    expect(bakes(state)).toEqual(bakes(plain.state));
    const free = await start("fresh");
    const fresh = await harness().db.rollout.findUniqueOrThrow({ where: { id: free.id } });
    expect(bakes(state)).toEqual(bakes(fresh.state).map((bakeMs) => 3 * bakeMs));
  });

  it("goes on when another person approves it; nobody approves their own, and an approval lifts no freeze", async () => {
    const { id } = await start("low");
    const approval = { id, reason: "The campaign depends on it." };
    expect(await refusalOf(approveHeldRollout.run(approval, callAs("developer")))).toMatchObject({ code: "forbidden" });
    const ownId = `token:${callAs("developer").actor?.id}`;
    await expect(
      harness().db.budgetRelease.create({
        data: { rolloutId: id, kind: "approval", byPerson: ownId, byName: "me", reason: "mine" },
      }),
    ).rejects.toThrow();
    expect(await getRolloutGate.run({ id }, sre)).toMatchObject({ verdict: "held" });
    expect(await approveHeldRollout.run(approval, callAs("approver"))).toMatchObject({ kind: "approval" });
    const gate = await getRolloutGate.run({ id }, sre);
    expect(gate.verdict).toBe("go");
    expect(gate.reasons.find(({ code }) => code === "budget_approval")?.bentBy).toContain("approval of");
    const frozen = await harness().db.rollout.findFirstOrThrow({ where: { service: { slug: "gone" } } });
    await approveHeldRollout.run({ ...approval, id: frozen.id }, callAs("approver"));
    expect(await getRolloutGate.run({ id: frozen.id }, sre)).toMatchObject({ verdict: "held" });
    const record = await harness().db.auditEvent.findFirst({
      where: { action: "budget-policy.approve", outcome: "accepted" },
    });
    expect(record).toMatchObject({ reason: approval.reason, after: { kind: "approval" } });
  });

  it("goes on as the fix of an open incident of its own service, where the freeze exempts that", async () => {
    const { db } = harness();
    const { id, serviceId } = await db.rollout.findFirstOrThrow({ where: { service: { slug: "gone" } } });
    await prismaExecutor(db).query(sql`
      insert into incident (id, subject_key, source_id, external_key, title, state, origin, service_id, detected_at)
      values ('inc-1', 'key-1', 'source', 'INC-7', 'Orders fail', 'open', 'incident', ${serviceId}, now()),
             ('inc-2', 'key-2', 'source', 'INC-8', 'Elsewhere', 'open', 'incident', 'another', now())`);
    const fix = { id, reason: "It takes the fault out." };
    const wrong = nameIncidentFix.run({ ...fix, incidentId: "inc-2" }, callAs("developer"));
    expect(await refusalOf(wrong)).toMatchObject({ code: "invalid_input", fields: ["incidentId"] });
    await nameIncidentFix.run({ ...fix, incidentId: "inc-1" }, callAs("developer"));
    const gate = await getRolloutGate.run({ id }, sre);
    expect(gate).toMatchObject({ verdict: "go", consequence: "freeze" });
    expect(gate.reasons[0]?.bentBy).toBe("fix of the incident INC-7");
  });

  it("goes on by a waiver until the moment it ends, read by the clock", async () => {
    const { runtime } = harness();
    const endsAt = T0 + 60_000;
    const waiver: WaiverInForce = {
      id: "w",
      reference: "W-12",
      kind: "budget_policy",
      subject: "tier-1",
      reason: "The move of the data centre.",
      endsAt,
    };
    // Answers past its end, as a store that nobody cleans would.
    bend({
      waivers: {
        inForce: async (
          questions: readonly { kind: string; subject: string; serviceId: string; environmentId: string }[],
        ) =>
          new Map(
            questions
              .filter(({ kind, subject }) => kind === waiver.kind && subject === waiver.subject)
              .map((one) => [`${one.kind}:${one.subject}:${one.serviceId}:${one.environmentId}`, waiver]),
          ),
      },
    });
    const gate = await gateOf("gone");
    expect(gate).toMatchObject({
      verdict: "go",
      reasons: [{ code: "budget_freeze", isHolding: false, bentBy: "waiver W-12" }],
    });
    // What bent the policy stands in the record of the start.
    const { id } = await start("gone", "4.0.0");
    const record = await harness().db.auditEvent.findFirst({ where: { action: "rollout.start", subjectId: id } });
    expect(record?.after).toMatchObject({ budgets: { bent: ["budget_freeze: waiver W-12"] } });
    try {
      runtime.setNow(instant(endsAt));
      expect((await gateOf("gone")).verdict).toBe("held");
    } finally {
      runtime.setNow(T0);
    }
  });

  it("is slowed down by what has begun within a day", async () => {
    const { db } = harness();
    const { id } = await db.rollout.findFirstOrThrow({ where: { service: { slug: "half" } } });
    await db.rollout.update({ where: { id }, data: { startedAt: new Date(T0 - hourMs), phase: "completed" } });
    expect((await gateOf("half")).verdict).toBe("go");
    const second = await start("half", "3.0.0");
    await db.rollout.update({ where: { id: second.id }, data: { startedAt: new Date(T0 - 2 * hourMs) } });
    const gate = await gateOf("half");
    expect(gate.verdict).toBe("held");
    const slow = gate.reasons.find(({ code }) => code === "budget_slow_down");
    expect(slow?.until).toBe(new Date(T0 + 22 * hourMs).toISOString());
    const hold = await getHold.run({ service: "half", environment: "production" }, callAs("viewer"));
    expect(hold.until).toBe(slow?.until);
  });
});

describe("the environment before", () => {
  it("must meet its objectives, where the policy asks for that", async () => {
    const admin = callAs("admin");
    await createEnvironment.run({ slug: "staging", name: "Staging", kind: "staging", rank: 20 }, admin);
    const config = {
      kind: "haproxy" as const,
      socket: "/run/staging.sock",
      backend: "fresh",
      slots: { a: ["a"], b: ["b"] },
    };
    const live = { slot: "a" as const, version: "1.0.0" };
    const target = await createTarget.run({ service: "fresh", environment: "staging", config, live }, admin);
    const place = { service: "fresh", environment: "staging" };
    await createObjective.run(
      { slug: "fresh-staging", name: "Fresh in staging", ...place, definition: threeNines },
      admin,
    );
    const staged = { ...definition, previousStage: "met" as const };
    await createBudgetPolicy.run({ slug: "staged", name: "Staged", definition: staged }, sre);
    const codes = async () => (await gateOf("fresh")).reasons.map(({ code }) => code);
    // Nobody ever counted there: that is no stage that is met.
    expect(await codes()).toEqual(["stage_undetermined"]);
    const past = { targetIds: [target.id], fromMs: T0 - 50 * hourMs, toMs: T0, requests: 1_000 };
    await storeEvenTraffic(prismaExecutor(harness().db), { ...past, errors: 40 });
    expect(await codes()).toEqual(["stage_missed"]);
    await prismaExecutor(harness().db).query(sql`
      update service_hour set errors = array_fill(0::bigint, array[60]) where target_id = ${target.id}`);
    expect(await codes()).toEqual([]);
    // The first environment has none before it.
    const first = await getBudgetGate.run({ service: "fresh", environment: "staging" }, sre);
    expect(first).toMatchObject({ verdict: "go", policies: [] });
    await retireBudgetPolicy.run({ slug: "staged", revision: 1, reason: "Tried." }, sre);
  });
});

describe("a dry run", () => {
  it("says which deployments of the last quarter would have been held, from stored sums, and saves nothing", async () => {
    const { db } = harness();
    for (let round = 0; round < 5; round += 1) await sealHours(prismaExecutor(db), T0);
    const deployed = await db.deployment.count();
    const past = await db.service.findMany({ where: { slug: { in: ["fresh", "gone"] } } });
    const environment = await db.environment.findUniqueOrThrow({ where: { slug: "production" } });
    for (const service of past) {
      const version = await db.version.findFirstOrThrow({ where: { serviceId: service.id } });
      await recordDeployment(prismaExecutor(db), {
        id: `past-${service.slug}`,
        serviceId: service.id,
        environmentId: environment.id,
        versionId: version.id,
        origin: "pipeline",
        state: "succeeded",
        rolloutId: null,
        startedAt: instant(T0 - 10 * hourMs),
        finishedAt: null,
        startedBy: "pipeline",
        externalRef: null,
      });
    }
    const preview = await previewBudgetPolicy.run({ definition }, callAs("viewer"));
    expect(preview.held.find(({ deploymentId }) => deploymentId === "past-gone")).toMatchObject({
      consequence: "freeze",
      heldHours: null,
    });
    expect(preview.held.some(({ deploymentId }) => deploymentId === "past-fresh")).toBe(false);
    expect(preview.frozen).toBeGreaterThanOrEqual(1);
    expect(preview.free).toBeGreaterThanOrEqual(1);
    expect(preview.heldHours).toBeGreaterThanOrEqual(10);
    expect(await db.deployment.count()).toBe(deployed + 2);
    const wrong = { ...definition, thresholds: definition.thresholds.toReversed() };
    expect(await refusalOf(previewBudgetPolicy.run({ definition: wrong }, sre))).toMatchObject({
      code: "invalid_input",
    });
  });
});
