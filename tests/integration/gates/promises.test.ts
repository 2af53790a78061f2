import { beforeAll, describe, expect, it } from "vitest";
import { createClockDefinition } from "@/lib/clocks/use-cases/create-clock-definition";
import { pushClockEvent } from "@/lib/clocks/use-cases/push-clock-event";
import { createObjective } from "@/lib/slos/use-cases/create-objective";
import { getObjective } from "@/lib/slos/use-cases/read-objectives";
import { signObjective } from "@/lib/slos/use-cases/sign-objective";
import { createCheck } from "@/lib/synthetics/use-cases/create-check";
import { askFor, freshGated, makeStages, requireThat, statesOf } from "@/tests/support/gated-places";
import { callAs, refusalOf, setUpHarness, T0 } from "@/tests/support/harness";
import { person } from "@/tests/support/waivers";

/** Goal: promises act at the gate: unsigned objectives, overdue clocks and releases that no journey closed hold the next step. */

const harness = setUpHarness();
const sre = callAs("sre");
const hourMs = 3_600_000;

beforeAll(makeStages);

describe("sign-offs of objectives", () => {
  it("are asked for by the parties that the requirement names, of what the objective says now", async () => {
    const service = await freshGated(1);
    await requireThat({ rule: { kind: "sign_offs", parties: ["product"] }, tier: 1 });
    expect(statesOf(await askFor(service), "sign_offs")).toEqual(["sign_offs pass"]);
    const definition = {
      sli: { kind: "availability" as const },
      targetPercent: "99",
      period: { kind: "rolling" as const, days: 30 },
    };
    await createObjective.run({ slug: service, name: "Answers", service, environment: "production", definition }, sre);
    const held = await askFor(service);
    expect(held.answer).toBe("closed");
    expect(held.reasons[0]).toMatchObject({ kind: "sign_offs", href: `/slos/${service}` });
    const { signOffs } = await getObjective.run({ slug: service }, sre);
    const given = { slug: service, contentHash: signOffs.contentHash, comment: "Agreed." };
    await signObjective.run({ ...given, party: "product" }, person("pia", "release_manager"));
    expect(statesOf(await askFor(service), "sign_offs")).toEqual(["sign_offs pass"]);
  });
});

describe("SLA clocks", () => {
  it("hold releases of their service while they are overdue or close to it, and no others", async () => {
    const service = await freshGated(2);
    const other = await freshGated(2);
    const wrong = requireThat({ rule: { kind: "clocks", leftMinutes: -1 } });
    expect(await refusalOf(wrong)).toMatchObject({ code: "invalid_input", fields: ["rule.leftMinutes"] });
    await requireThat({ rule: { kind: "clocks", leftMinutes: 30 }, tier: 2 });
    const terms = { start: "opened" as const, stop: "resolved" as const, targetMinutes: 120 };
    await createClockDefinition.run({ slug: "restore", name: "Restore", terms }, sre);
    const event = { definition: "restore", service, key: "T-1", id: "1", event: "opened" as const };
    await pushClockEvent.run({ ...event, at: new Date(T0).toISOString() }, sre);
    expect(statesOf(await askFor(service), "clocks")).toEqual(["clocks pass"]);
    harness().runtime.setNow(T0 + 1.75 * hourMs);
    const close = await askFor(service);
    expect(close.reasons[0]).toMatchObject({ kind: "clocks", state: "blocked" });
    expect(close.reasons[0]?.sentence).toContain("15 minutes left");
    harness().runtime.setNow(T0 + 3 * hourMs);
    expect((await askFor(service)).reasons[0]?.sentence).toContain("overdue");
    expect(statesOf(await askFor(other), "clocks")).toEqual(["clocks pass"]);
    const end = { ...event, id: "2", event: "resolved" as const, at: new Date(T0 + 2.5 * hourMs).toISOString() };
    await pushClockEvent.run(end, sre);
    expect(statesOf(await askFor(service), "clocks")).toEqual(["clocks pass"]);
    harness().runtime.setNow(T0);
  });
});

describe("journeys", () => {
  it("let a version go on that they closed in the environment before", async () => {
    const service = await freshGated(3, ["staging", "production"]);
    await requireThat({ rule: { kind: "journeys" }, tier: 3, environment: "production" });
    expect(statesOf(await askFor(service), "journeys")).toEqual(["journeys unknown"]);
    const { db } = harness();
    const journey = { steps: [{ name: "Open", url: "https://shop.example/" }] };
    await createCheck.run({ slug: "open", name: "Open", service, environment: "staging", journey }, callAs());
    const target = await db.target.findFirstOrThrow({
      where: { service: { slug: service }, environment: { slug: "staging" } },
    });
    const place = { serviceId: target.serviceId, environmentId: target.environmentId, targetId: target.id };
    const version = { strategy: "canary", stableVersion: "1.0.0", canaryVersion: "2.0.0", startedBy: "test" };
    const given = { ...place, ...version, phase: "completed" as const, state: {}, pauseReasons: [] };
    const { id: checkId } = await db.syntheticCheck.findUniqueOrThrow({ where: { slug: "open" } });
    const at = new Date(T0);
    const release = async (id: string, outcome: "failed" | "passed") => {
      await db.rollout.create({ data: { id, ...given } });
      const run = { checkId, cause: "end", rolloutId: id, wantedAt: at, endedAt: at, outcome };
      await db.syntheticRun.create({ data: run });
    };
    await release("rol_staging", "failed");
    expect((await askFor(service)).reasons[0]).toMatchObject({ kind: "journeys", href: "/rollouts/rol_staging" });
    await release("rol_staging_again", "passed");
    expect(statesOf(await askFor(service), "journeys")).toEqual(["journeys pass"]);
  });
});
