import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { permissions, type Role, roles } from "@/lib/platform/auth/permissions";
import { setRuntime } from "@/lib/platform/runtime";
import { callApi } from "../../support/api-call";
import { useTestDatabase } from "../../support/database";
import { createPerson, type Person } from "../../support/people";
import { canaryPlan } from "../../support/rollout-fixtures";
import { createTestRuntime, type TestRuntime } from "../../support/runtime";

/** Goal: nobody reaches 100 % by asking for it (row 20). The engine's own laws are proven in its model test. */

const database = useTestDatabase();
let runtime: TestRuntime;
const people = new Map<Role, Person>();

const call = (role: Role, method: string, path: string, body?: unknown) =>
  callApi(method, path, { headers: { cookie: people.get(role)?.cookie ?? "" }, ...(body ? { body } : {}) });

const slow = canaryPlan({
  steps: [
    { trafficPercent: 5, bakeMs: 600_000, approval: true },
    { trafficPercent: 100, bakeMs: 600_000 },
  ],
});
const immediate = { ...slow, strategy: "immediate", steps: [{ trafficPercent: 100, bakeMs: 0, minRequests: 0 }] };

beforeAll(async () => {
  runtime = createTestRuntime({ databaseUrl: database().url });
  setRuntime(runtime);
  for (const role of roles) people.set(role, await createPerson(runtime, { roles: [role] }));
  await call("admin", "POST", "/environments", { slug: "production", name: "Production", kind: "production", rank: 1 });
  for (const slug of ["shop", "free"]) {
    await call("admin", "POST", "/services", { slug, name: slug, tier: 1 });
    const config = { kind: "haproxy", socket: "/run/h.sock", backend: "b", slots: { a: ["a"], b: ["b"] } };
    const live = { slot: "a", version: "1.0.0" };
    await call("admin", "POST", "/targets", { service: slug, environment: "production", config, live });
  }
  await call("admin", "POST", "/templates", { slug: "slow", name: "Slow", plan: slow });
  await call("admin", "POST", "/templates", { slug: "at-once", name: "At once", plan: immediate });
  const adopted = await call("admin", "PUT", "/services/shop/policy", { template: "slow", revision: 0 });
  expect(adopted.status).toBe(200);
});
afterAll(() => runtime.close());

const here = { service: "shop", environment: "production" };
const starters = permissions["rollout:start"].roles;
const mayChangePolicy = (role: Role) => (permissions["policy:write"].roles as readonly Role[]).includes(role);

describe("a service's steps (row 20)", () => {
  it.each([
    ["other steps", { overrides: { steps: immediate.steps } }, "overrides"],
    ["no triggers", { overrides: { triggers: { errorRate: { enabled: false } } } }, "overrides"],
    ["a faster template", { template: "at-once" }, "template"],
  ])("%s are for those who may change its policy", async (_what, change, field) => {
    for (const role of starters) {
      const answer = await call(role, "POST", "/rollouts", { ...here, version: "2.0.0", ...change });
      if (mayChangePolicy(role)) {
        expect([201, 422], role).toContain(answer.status);
        continue;
      }
      expect(answer, role).toMatchObject({ status: 403, body: { reasons: [{ code: "missing_permission", field }] } });
    }
    expect(starters.some((role) => !mayChangePolicy(role))).toBe(true);
  });

  it("may be gone by everybody who starts releases", async () => {
    const answer = await call("developer", "POST", "/rollouts", { ...here, version: "3.0.0", template: "slow" });
    expect(answer.status).toBe(201);
    const { body } = await call("developer", "GET", `/rollouts/${answer.body.id}`);
    expect((body.plan as typeof slow).steps).toMatchObject([
      { trafficPercent: 5, approval: true },
      { trafficPercent: 100 },
    ]);
    const free = { service: "free", environment: "production", version: "2.0.0", template: "at-once" };
    expect((await call("developer", "POST", "/rollouts", free)).status).toBe(201);
  });

  it("cannot be jumped over: commands name no weight, no step, no state", async () => {
    const { body } = await call("admin", "GET", "/rollouts?service=shop&limit=1");
    const [rollout] = body.items as { id: string; revision: number }[];
    const seen = { revision: rollout?.revision, reason: "faster" };
    const wishes = [
      { trafficPercent: 100 },
      { stepIndex: 1 },
      { phase: "completed" },
      { desiredSharePercent: 100 },
      { approvedStepIndex: 0 },
      { epoch: 99 },
      { state: { phase: "completed" } },
    ];
    for (const verb of ["promote", "approve", "resume", "pause"]) {
      for (const wish of wishes) {
        const answer = await call("admin", "POST", `/rollouts/${rollout?.id}/${verb}`, { ...seen, ...wish });
        const field = Object.keys(wish)[0];
        expect(answer, `${verb} ${field}`).toMatchObject({ status: 400, body: { reasons: [{ field }] } });
      }
    }
    const early = await call("admin", "POST", `/rollouts/${rollout?.id}/promote`, seen);
    expect(early.status).toBe(422);
    expect((await call("admin", "POST", `/rollouts/${rollout?.id}/approve`, seen)).status).toBe(422);
    const after = await call("admin", "GET", `/rollouts/${rollout?.id}`);
    expect(after.body).toMatchObject({ desiredSharePercent: 0, approvedStepIndex: null });
  });

  it.each([
    ["falling", [50, 10, 100]],
    ["standing", [10, 10, 100]],
    ["unfinished", [5, 50]],
    ["beyond everything", [5, 101]],
  ])("cannot be made %s", async (_what, shares) => {
    const plan = { ...slow, steps: shares.map((trafficPercent) => ({ trafficPercent, bakeMs: 1_000 })) };
    const answer = await call("sre", "POST", "/templates", { slug: "odd", name: "Odd", plan });
    expect(answer.status).toBe(400);
  });
});
