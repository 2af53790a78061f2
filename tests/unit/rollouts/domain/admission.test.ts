import { describe, expect, it } from "vitest";
import { type AdmissionFacts, admit, passedReasons } from "@/lib/rollouts/domain/admission";

/** Goal: who may begin, who waits, who is refused. Method: a table over one admissible request. */

const facts: AdmissionFacts = {
  request: { version: "2.0.0", policy: "queue", purpose: "release" },
  service: { name: "cart", isArchived: false },
  environment: { name: "production" },
  target: { name: "cart-production", live: { slot: "a", version: "1.0.0" } },
  active: null,
  queued: [],
  windows: [],
  budgets: [],
  gates: [],
  planReasons: [],
  schemaReasons: [],
};
const active = { rolloutId: "r1", phase: "baking", canaryVersion: "1.5.0" } as const;
const waiting = { rolloutId: "r2", canaryVersion: "1.6.0" };
const window = { id: "w", why: "The blackout Quarter end is in force.", endsAt: null };

function asking(policy: "queue" | "supersede" | "reject", more: Partial<AdmissionFacts> = {}): AdmissionFacts {
  return { ...facts, ...more, request: { ...facts.request, policy } };
}

function returning(more: Partial<AdmissionFacts>): AdmissionFacts {
  return { ...facts, ...more, request: { ...facts.request, purpose: "return" } };
}

describe("admit", () => {
  it("starts when nothing holds it", () => {
    expect(admit(facts)).toEqual({ kind: "start" });
  });

  it.each<[string, Partial<AdmissionFacts>]>([
    ["service_unknown", { service: null }],
    ["service_archived", { service: { name: "cart", isArchived: true } }],
    ["environment_unknown", { environment: null }],
    ["target_unknown", { target: null }],
    ["slots_unknown", { target: { name: "t", live: null } }],
    ["version_already_live", { target: { name: "t", live: { slot: "b", version: "2.0.0" } } }],
    ["version_in_rollout", { active: { ...active, canaryVersion: "2.0.0" } }],
    ["version_in_rollout", { queued: [{ rolloutId: "r9", canaryVersion: "2.0.0" }] }],
  ])("rejects with %s, in words with a remedy", (code, more) => {
    const answer = admit({ ...facts, ...more });
    expect(answer).toMatchObject({ kind: "rejected", reasons: [{ code, remedy: expect.stringMatching(/\.$/) }] });
  });

  it("rejects with all the reasons, those of the plan too", () => {
    const answer = admit({
      ...facts,
      service: { name: "cart", isArchived: true },
      target: { name: "t", live: { slot: "b", version: "2.0.0" } },
      planReasons: [{ code: "bake_negative", message: "No." }],
    });
    expect(answer.kind === "rejected" && answer.reasons.map((reason) => reason.code)).toEqual([
      "service_archived",
      "version_already_live",
      "bake_negative",
    ]);
  });

  it("follows the policy when another rollout is in progress", () => {
    expect(admit(asking("queue", { active }))).toMatchObject({ kind: "queue", reasons: [{ code: "active_rollout" }] });
    expect(admit(asking("supersede", { active, queued: [waiting] }))).toEqual({
      kind: "supersede",
      rolloutIds: ["r1", "r2"],
    });
    expect(admit(asking("reject", { active }))).toMatchObject({
      kind: "rejected",
      reasons: [{ code: "rollout_in_progress" }],
    });
    expect(admit(asking("reject", { queued: [waiting] }))).toMatchObject({ kind: "rejected" });
    expect(admit(asking("reject"))).toEqual({ kind: "start" });
  });

  it("waits for a rollback that is on its way, whatever the policy but reject", () => {
    const ending = { ...active, phase: "rolling_back" } as const;
    expect(admit(asking("supersede", { active: ending }))).toMatchObject({
      kind: "queue",
      reasons: [{ code: "active_rollout" }],
    });
  });

  it("may ship again the version that is just being rolled back", () => {
    const ending = { ...active, phase: "rolling_back", canaryVersion: "2.0.0" } as const;
    expect(admit(asking("queue", { active: ending }))).toMatchObject({ kind: "queue" });
  });

  it("lets an emergency pass windows and those that wait, and tells which; everything else is asked as ever", () => {
    const urgent = (more: Partial<AdmissionFacts>): AdmissionFacts => ({
      ...facts,
      ...more,
      request: { ...facts.request, isEmergency: true },
    });
    expect(admit(urgent({ windows: [window], queued: [waiting] }))).toEqual({ kind: "start" });
    expect(passedReasons(urgent({ windows: [window], queued: [waiting] })).map((reason) => reason.code)).toEqual([
      "ahead_in_queue",
      "window_active",
    ]);
    expect(passedReasons({ ...facts, windows: [window] })).toEqual([]);
    expect(admit(urgent({ windows: [window], active }))).toMatchObject({
      kind: "queue",
      reasons: [{ code: "active_rollout" }],
    });
    const planReasons = [{ code: "steps_missing", message: "The plan has no step." }];
    expect(admit(urgent({ planReasons }))).toEqual({ kind: "rejected", reasons: planReasons });
    expect(admit(urgent({ service: null }))).toMatchObject({ kind: "rejected" });
  });

  it("refuses a release that misses what a gate asks for, never a return; an emergency passes it, on record", () => {
    const gates = [{ code: "gate_tests", message: "3 tests failed.", remedy: "Mend them." }];
    expect(admit({ ...facts, gates, windows: [window] })).toEqual({ kind: "rejected", reasons: gates });
    expect(admit(returning({ gates }))).toEqual({ kind: "start" });
    const urgent = { ...facts, gates, request: { ...facts.request, isEmergency: true } };
    expect(admit(urgent)).toEqual({ kind: "start" });
    expect(passedReasons(urgent)).toEqual(gates);
  });

  it("holds a release in a window, never a return", () => {
    expect(admit({ ...facts, windows: [window] })).toMatchObject({
      kind: "queue",
      reasons: [{ code: "window_active" }],
    });
    expect(admit(returning({ windows: [window] }))).toEqual({ kind: "start" });
    expect(admit(returning({ windows: [window], active, queued: [waiting] }))).toEqual({
      kind: "supersede",
      rolloutIds: ["r1", "r2"],
    });
  });
});
