import { beforeAll, describe, expect, it } from "vitest";
import { alertEvent } from "@/lib/alerts/domain/alert-event";
import { createWindow } from "@/lib/calendar/use-cases/create-window";
import { createConnection } from "@/lib/connections/use-cases/create-connection";
import { importDeployments } from "@/lib/deployments/use-cases/import-deployments";
import { ownSources, setGateSources } from "@/lib/gates/gate-sources-read-model";
import { listRequirements } from "@/lib/gates/use-cases/list-requirements";
import { pushQuality } from "@/lib/gates/use-cases/push-quality";
import { getGate, listGates } from "@/lib/gates/use-cases/read-gates";
import { removeRequirement } from "@/lib/gates/use-cases/remove-requirement";
import { setRequirement } from "@/lib/gates/use-cases/set-requirement";
import { tellOpenedGates } from "@/lib/gates/use-cases/tell-opened-gates";
import { listGateWatches, watchGate } from "@/lib/gates/use-cases/watch-gate";
import { systemActor } from "@/lib/platform/auth/actor";
import { prismaExecutor, sql } from "@/lib/platform/db/executor";
import { askFor, freshGated, makeStages, requireThat, statesOf } from "@/tests/support/gated-places";
import { callAs, refusalOf, setUpHarness, T0 } from "@/tests/support/harness";
import { approve, at, bea, cem, hour, request } from "@/tests/support/waivers";

/** Goal: the gate answers with every reason of every source, fails closed, and is waived by waivers in force only. Real database. */

const harness = setUpHarness();
const developer = callAs("developer");

beforeAll(makeStages);

describe("the gate of a place where nothing is required", () => {
  it("is open, and says who was asked", async () => {
    const gate = await askFor(await freshGated());
    expect(gate).toMatchObject({ answer: "open", nextAction: null, request: null, requirements: [] });
    expect(statesOf(gate, "freeze", "budget", "rollout")).toEqual(["budget pass", "freeze pass", "rollout pass"]);
    expect(gate.words).toContain("may go to Production.\n- Passed");
  });

  it("is closed in a blackout and lets every rollback go", async () => {
    const service = await freshGated();
    const times = { startsAt: at(-1), endsAt: at(4) };
    await createWindow.run({ kind: "blackout", name: "Peak", service, ...times }, callAs("release_manager"));
    const gate = await askFor(service);
    expect(gate).toMatchObject({ answer: "closed", nextAction: expect.stringContaining("Wait for its end") });
    expect(gate.reasons[0]).toMatchObject({ kind: "freeze", state: "blocked", owner: "Release manager" });
    const back = await getGate.run({ service, environment: "production", purpose: "rollback" }, callAs("viewer"));
    expect(back).toMatchObject({ answer: "open", reasons: [{ kind: "rollback", state: "pass" }] });
  });

  it("does not know places that are not there", async () => {
    expect(await refusalOf(askFor("nowhere"))).toMatchObject({ code: "not_found" });
    expect(await refusalOf(askFor(await freshGated(), "moon"))).toMatchObject({ code: "not_found" });
  });
});

describe("a source that cannot be asked", () => {
  it("makes the answer unknown, which is not open", async () => {
    const service = await freshGated();
    const broken = { kind: "dependencies", unasked: "hold", read: () => Promise.reject(new Error("away")) } as const;
    setGateSources([...ownSources, broken]);
    try {
      const gate = await askFor(service);
      expect(gate.answer).toBe("unknown");
      expect(statesOf(gate, "dependencies")).toEqual(["dependencies unknown"]);
    } finally {
      setGateSources(ownSources);
    }
  });

  it("is advice where its kind only advises", async () => {
    const service = await freshGated();
    const telling = {
      kind: "dependencies",
      unasked: "advise",
      read: async () => [
        { kind: "dependencies", state: "blocked", sentence: "No.", owner: null, nextAction: null, href: null } as const,
      ],
    } as const;
    setGateSources([...ownSources, telling]);
    try {
      const gate = await askFor(service);
      expect(gate.answer).toBe("open");
      expect(statesOf(gate, "dependencies")).toEqual(["dependencies advisory"]);
    } finally {
      setGateSources(ownSources);
    }
  });
});

describe("quality", () => {
  const push = (service: string, more: object) =>
    pushQuality.run({ slug: service, version: "2.0.0", suite: "unit", ...more } as never, developer);

  it("is unknown until it is told, and judged by the newest result of each suite", async () => {
    const service = await freshGated(2);
    await requireThat({ rule: { kind: "tests" }, tier: 2 });
    await requireThat({ rule: { kind: "coverage", minPercent: 80 }, tier: 2 });
    await requireThat({ rule: { kind: "benchmark", names: ["p95"] }, tier: 2 });
    expect(await askFor(service)).toMatchObject({ answer: "unknown" });
    const p95 = { name: "p95", limit: 200, unit: "ms" };
    await push(service, {
      tests: { passed: 40, failed: 2 },
      coveragePercent: 79.9,
      benchmarks: [{ ...p95, value: 250 }],
    });
    const bad = await askFor(service);
    expect(bad.answer).toBe("closed");
    expect(statesOf(bad, "tests", "coverage", "benchmark")).toEqual([
      "benchmark blocked",
      "coverage blocked",
      "tests blocked",
    ]);
    harness().runtime.advance(1_000);
    await push(service, { tests: { passed: 42, failed: 0 } });
    await push(service, { coveragePercent: 80, benchmarks: [{ ...p95, value: 200 }] });
    expect(await askFor(service)).toMatchObject({ answer: "open" });
  });

  it("counts what pipelines reported for the version's commit", async () => {
    const service = await freshGated(2);
    const { id } = await harness().db.service.findUniqueOrThrow({ where: { slug: service } });
    await prismaExecutor(harness().db).query(sql`
      insert into quality_result (subject_key, suite, source_id, service_id, commit_sha, passed, failed, coverage_ratio, at)
      values (${service}, 'unit', 's', ${id}, ${"b".repeat(40)}, 9, 1, 0.9, now())`);
    const gate = await askFor(service);
    expect(statesOf(gate, "tests", "coverage")).toEqual(["tests blocked", "coverage pass"]);
  });

  it("is refused when it says nothing, or a service is not there", async () => {
    expect(await refusalOf(push(await freshGated(), {}))).toMatchObject({ code: "invalid_input", fields: ["tests"] });
    expect(await refusalOf(push("nowhere", { coveragePercent: 1 }))).toMatchObject({ code: "not_found" });
  });
});

describe("a requirement", () => {
  it("is set by those who may, once for each scope, and replaced by revision", async () => {
    const rule = { kind: "drill" } as const;
    expect(await refusalOf(setRequirement.run({ rule, reason: "Mine" }, developer))).toMatchObject({
      code: "forbidden",
    });
    const first = await requireThat({ rule, tier: 3, environment: "staging" });
    expect(await refusalOf(requireThat({ rule, tier: 3, environment: "staging" }))).toMatchObject({ code: "conflict" });
    const advice = { rule, mode: "advisory" as const, tier: 3, environment: "staging" };
    expect(await refusalOf(requireThat({ ...advice, revision: 7 }))).toMatchObject({ code: "stale_state" });
    const second = await requireThat({ ...advice, revision: first.revision });
    expect(second).toMatchObject({ id: first.id, revision: 2, mode: "advisory" });
    expect(await refusalOf(requireThat({ rule, environment: "moon" }))).toMatchObject({ fields: ["environment"] });
    expect(await refusalOf(requireThat({ rule, tier: 2, environment: "staging", revision: 1 }))).toMatchObject({
      code: "not_found",
    });
    await removeRequirement.run({ id: first.id, revision: 2, reason: "Over" }, callAs("sre"));
    const { items } = await listRequirements.run({}, developer);
    expect(items.map(({ id }) => id)).not.toContain(first.id);
  });

  it("of a kind that nothing installed can answer is unknown, and only advises where it is made advice", async () => {
    const service = await freshGated(3);
    const rule = { kind: "drill" } as const;
    setGateSources(ownSources.filter(({ kind }) => kind !== rule.kind));
    try {
      const set = await requireThat({ rule, tier: 3 });
      expect(statesOf(await askFor(service), "drill")).toEqual(["drill unknown"]);
      const advice = await requireThat({ rule, tier: 3, mode: "advisory", revision: set.revision });
      const gate = await askFor(service);
      expect(gate.answer).toBe("open");
      expect(statesOf(gate, "drill")).toEqual(["drill advisory"]);
      await removeRequirement.run({ id: set.id, revision: advice.revision, reason: "Over" }, callAs("sre"));
    } finally {
      setGateSources(ownSources);
    }
  });

  it("asks for a ticket, a drill and the environment before, and says who brings them", async () => {
    const service = await freshGated(0, ["staging", "production"]);
    await requireThat({ rule: { kind: "change_ticket" }, tier: 0, environment: "production" });
    await requireThat({ rule: { kind: "drill" }, tier: 0, environment: "production" });
    await requireThat({ rule: { kind: "stage", minHours: 2 }, tier: 0, environment: "production" });
    const gate = await askFor(service);
    expect(statesOf(gate, "change_ticket", "drill", "stage")).toEqual([
      "change_ticket blocked",
      "drill blocked",
      "stage blocked",
    ]);
    expect(
      gate.reasons.filter(({ state }) => state === "blocked").every(({ owner, nextAction }) => owner && nextAction),
    ).toBe(true);
    const row = {
      service,
      environment: "staging",
      version: "2.0.0",
      startedAt: at(-3),
      finishedAt: at(-1),
      externalRef: "run-1",
    };
    await importDeployments.run({ rows: [row] }, callAs("admin"));
    expect((await askFor(service)).reasons.find(({ kind }) => kind === "stage")?.sentence).toContain("for 2 hours");
    harness().runtime.setNow(T0 + 2 * hour);
    expect(statesOf(await askFor(service), "stage")).toEqual(["stage pass"]);
    expect(statesOf(await askFor(service, "staging"), "stage")).toEqual([]);
    harness().runtime.setNow(T0);
  });
});

describe("a waiver of a requirement", () => {
  it("lets it go from its approval to its end, and no longer", async () => {
    const service = await freshGated(1);
    const rule = { kind: "coverage", minPercent: 90 } as const;
    const set = await requireThat({ rule, tier: 1, environment: "production" });
    expect((await askFor(service)).answer).toBe("unknown");
    const wanted = { kind: "gate" as const, environment: "production", endsAt: at(6) };
    expect(await refusalOf(request(service, { ...wanted, subject: "drill" }))).toMatchObject({ fields: ["subject"] });
    const waiver = await request(service, { ...wanted, subject: "coverage" });
    expect((await askFor(service)).answer).toBe("unknown");
    let granted = await approve(waiver, bea);
    if (granted.state === "requested") granted = await approve(waiver, cem);
    const gate = await askFor(service);
    expect(gate.answer).toBe("open");
    expect(gate.reasons.find(({ kind }) => kind === "coverage")).toMatchObject({
      state: "waived",
      sentence: expect.stringContaining(`Waived by ${granted.reference}`),
    });
    harness().runtime.setNow(T0 + 6 * hour);
    expect((await askFor(service)).answer).toBe("unknown");
    harness().runtime.setNow(T0);
    await removeRequirement.run({ id: set.id, revision: set.revision, reason: "Over" }, callAs("sre"));
  });
});

describe("the list of gates", () => {
  it("has each place with the newest version and the first reason, and pages by service", async () => {
    const service = await freshGated(3, ["staging", "production"]);
    const { items } = await listGates.run({ service }, callAs("viewer"));
    expect(items.map(({ environment, version, live, answer }) => [environment.slug, version, live, answer])).toEqual([
      ["staging", "2.0.0", "1.0.0", "open"],
      ["production", "2.0.0", "1.0.0", "open"],
    ]);
    const first = await listGates.run({ limit: 1 }, callAs("viewer"));
    const second = await listGates.run({ limit: 1, cursor: first.nextCursor ?? "" }, callAs("viewer"));
    expect(second.items[0]?.service.slug).not.toBe(first.items[0]?.service.slug);
    expect((await listGates.run({ list: "mine" }, callAs("viewer"))).items).toEqual([]);
  });
});

describe("whoever waits for a gate", () => {
  it("is told once it is seen open, and not before; asking twice is one", async () => {
    const service = await freshGated();
    await createWindow.run(
      { kind: "blackout", name: "Night", service, startsAt: at(-1), endsAt: at(4) },
      callAs("release_manager"),
    );
    const config = { kind: "alert_webhook" as const, url: "https://ci.example/hook" };
    const secret = `whsec_${"A".repeat(44)}`;
    await createConnection.run({ slug: "ci", name: "CI", config, secret }, callAs("admin"));
    const asked = { service, environment: "production", version: "3.0.0", connection: "ci" };
    const nobody = await refusalOf(watchGate.run({ ...asked, connection: "nobody" }, developer));
    expect(nobody).toMatchObject({ code: "invalid_input", fields: ["connection"] });
    expect((await refusalOf(watchGate.run(asked, callAs("viewer")))).code).toBe("forbidden");
    const first = await watchGate.run(asked, developer);
    expect(first).toMatchObject({ state: "waits", notice: null, connection: { slug: "ci" } });
    expect((await watchGate.run({ ...asked, hours: 2 }, developer)).id).toBe(first.id);
    await watchGate.run(asked, developer);
    const { runtime, db } = harness();
    const look = () => tellOpenedGates.run({}, { actor: systemActor("gates") }, runtime);
    expect(await look()).toBe(0);
    runtime.setNow(T0 + 5 * hour);
    expect(await look()).toBe(1);
    expect(await look()).toBe(0);
    const { items } = await listGateWatches.run({ service, environment: "production" }, callAs("viewer"));
    expect(items).toMatchObject([{ id: first.id, state: "told", notice: "waiting", version: "3.0.0" }]);
    const alarm = await db.alarm.findFirstOrThrow({ where: { kind: "gate" }, include: { notices: true } });
    expect(alarm.notices).toHaveLength(1);
    const event = alertEvent(alarm.notices[0]?.message as never);
    expect(event).toMatchObject({
      type: "gate.opened",
      data: { kind: "gate", service, environment: "production", gate: { version: "3.0.0" } },
    });
    runtime.setNow(T0);
  });
});
