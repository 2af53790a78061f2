import { afterEach, describe, expect, it } from "vitest";
import { AppError } from "@/lib/kernel/app-error";
import type { RolloutDetail } from "@/lib/rollouts/api-contract";
import type { PlanOverrides } from "@/lib/rollouts/contract";
import { abortRollout } from "@/lib/rollouts/use-cases/abort-rollout";
import { approveStep } from "@/lib/rollouts/use-cases/approve-step";
import { pauseRollout } from "@/lib/rollouts/use-cases/pause-rollout";
import { promoteRollout } from "@/lib/rollouts/use-cases/promote-rollout";
import { resumeRollout } from "@/lib/rollouts/use-cases/resume-rollout";
import { rollbackService } from "@/lib/rollouts/use-cases/rollback-service";
import { bestOf, tookMs } from "../../support/best-of";
import { createTestDatabase } from "../../support/database";
import { type Load, startLoad } from "../../support/load";
import { onPresentRevision } from "../../support/present-revision";
import { createReleaseRig, type ReleaseRig, type RigOptions } from "../../support/release-rig";
import { until } from "../../support/until";

/** Goal: what people and accidents do to a rollout ends as the domain language says. Method: the whole rig, real parts. */

const step = (trafficPercent: number, more = {}) => ({
  trafficPercent,
  bakeMs: 700,
  approval: false,
  minRequests: 5,
  ...more,
});
const twoSteps: PlanOverrides = { steps: [step(20), step(100)], warmMs: 700 };
const blueGreen = [step(0, { minRequests: 0 }), step(100)];
const longBake: PlanOverrides = { steps: [step(20, { bakeMs: 120_000 }), step(100)], warmMs: 60_000 };

let rig: ReleaseRig | undefined;
let load: Load | undefined;
let drop: (() => Promise<void>) | undefined;

async function build(options: Partial<RigOptions> = {}): Promise<ReleaseRig> {
  await tearDown();
  const database = await createTestDatabase();
  drop = database.drop;
  rig = await createReleaseRig({ databaseUrl: database.url, plane: "edge", ...options });
  load = startLoad({ url: rig.url, ratePerSecond: 60, maxRequests: 6_000 });
  return rig;
}

async function tearDown(): Promise<void> {
  await load?.stop();
  await rig?.close();
  await drop?.();
  rig = load = drop = undefined;
}
afterEach(tearDown);

/** Baking, and past the events that come by themselves at its beginning: a revision seen now stays for a while. */
const isSettled = (rollout: RolloutDetail) =>
  rollout.phase === "baking" && rollout.snapshots.some((snapshot) => snapshot.eventKinds.includes("step_healthy"));

type Command = typeof pauseRollout;

function give({ run, read }: ReleaseRig, command: Command, id: string, reason: string): Promise<RolloutDetail> {
  return onPresentRevision(
    () => read(id),
    ({ revision }) => run(command, { id, revision, reason }),
  );
}

const serverOf = async (url: string) => (await fetch(url)).headers.get("x-version");

describe("commands of people", () => {
  it("pauses, resumes, promotes and rolls back after 100 % while the old version is warm", async () => {
    const built = await build();
    const { ship, reach, run, read, url } = built;
    const id = await ship(longBake);
    await reach(id, isSettled);
    await give(built, pauseRollout, id, "lunch");
    const paused = await read(id);
    expect(paused.pauseReasons).toContain("manual");
    expect(paused.needsAttention).toBe(true);
    await give(built, resumeRollout, id, "back");
    await give(built, promoteRollout, id, "looks good");
    await reach(id, (rollout) => rollout.stepIndex === 1 && rollout.phase === "baking");
    await give(built, promoteRollout, id, "looks good");
    await reach(id, (rollout) => rollout.phase === "watching");
    expect(await serverOf(url)).toBe("1.1.0");
    await run(rollbackService, { service: "shop", environment: "production", reason: "support calls" });
    const back = await reach(id, (rollout) => rollout.phase === "rolled_back");
    expect(back.rollbackCause).toBe("manual");
    expect(await serverOf(url)).toBe("1.0.0");
    const words = back.snapshots.map((snapshot) => `${snapshot.actorName}: ${snapshot.reason}`);
    expect(words.join("\n")).toContain("lunch");
  });

  it("waits for an approval between steps and goes on when it is given", async () => {
    const built = await build();
    const { ship, reach } = built;
    const id = await ship({ steps: [step(20, { approval: true }), step(100)], warmMs: 500 });
    const waiting = await reach(id, (rollout) => rollout.pauseReasons.includes("approval"));
    expect(waiting.commands).toContain("approve");
    await give(built, approveStep, id, "reviewed");
    await reach(id, (rollout) => rollout.phase === "completed", 30_000);
  });

  it("refuses a command that was given on an older revision, and shows the fresh one", async () => {
    const built = await build();
    const { ship, reach, run, read } = built;
    const id = await ship(longBake);
    await reach(id, isSettled);
    const seen = await give(built, pauseRollout, id, "first");
    const late = run(promoteRollout, { id, revision: seen.revision, reason: "second" });
    const error = await late.then(
      () => null,
      (failure: unknown) => failure as AppError,
    );
    expect(error?.code).toBe("stale_state");
    const { revision, stepIndex } = await read(id);
    const shown = error?.current as { id: string; revision: number };
    expect(shown.id).toBe(id);
    // The loop may have written between the refusal and this look.
    expect(shown.revision).toBeGreaterThan(seen.revision);
    expect(shown.revision).toBeLessThanOrEqual(revision);
    expect(stepIndex).toBe(0);
  });

  it("brings the version before back after completion, without a rollout's waiting", async () => {
    const { ship, reach, run, url } = await build();
    const id = await ship(twoSteps);
    await reach(id, (rollout) => rollout.phase === "completed", 30_000);
    expect(await serverOf(url)).toBe("1.1.0");
    const answer = await run(rollbackService, { service: "shop", environment: "production", reason: "regression" });
    expect(answer.how).toBe("return");
    await until("the old version answers", async () => (await serverOf(url)) === "1.0.0", { deadlineMs: 8_000 });
  });

  it("supersedes: the running canary is taken back, then the newer one begins", async () => {
    const { ship, reach } = await build();
    const first = await ship(longBake);
    await reach(first, (rollout) => rollout.phase === "baking");
    const second = await ship(twoSteps, { version: "1.2.0", policy: "supersede" });
    const old = await reach(first, (rollout) => rollout.phase === "rolled_back");
    expect(old.rollbackCause).toBe("superseded");
    await reach(second, (rollout) => rollout.phase !== "queued");
  });

  it("queues: the second begins when the first has ended", async () => {
    const { ship, reach, read, run } = await build();
    const first = await ship(longBake);
    await reach(first, (rollout) => rollout.phase === "baking");
    const second = await ship(twoSteps, { version: "1.2.0" });
    expect((await read(second)).phase).toBe("queued");
    await expect(ship(twoSteps, { version: "1.3.0", policy: "reject" })).rejects.toMatchObject({ code: "rejected" });
    await run(abortRollout, { id: first, reason: "make room" });
    await reach(second, (rollout) => rollout.phase !== "queued", 10_000);
  });
});

describe("accidents", () => {
  it("blue-green: checks without users, switches once, switches back at once", async () => {
    const { ship, reach, run, url } = await build();
    const id = await ship({
      strategy: "blue_green",
      steps: [step(0, { minRequests: 0 }), step(100, { bakeMs: 60_000 })],
    });
    await reach(id, (rollout) => rollout.stepIndex === 1 && rollout.phase === "baking");
    expect(await serverOf(url)).toBe("1.1.0");
    await run(abortRollout, { id, reason: "switch back" });
    await reach(id, (rollout) => rollout.phase === "rolled_back");
    expect(await serverOf(url)).toBe("1.0.0");
  });

  it("a reload that forgets the weights is corrected within two seconds", async () => {
    const { ship, reach, haproxy } = await build({ plane: "haproxy", prometheusScrapeMs: 1_000 });
    const id = await ship(longBake);
    await reach(id, (rollout) => rollout.phase === "baking" && rollout.observedSharePercent === 20);
    const isSetAgain = async (): Promise<boolean> =>
      /b1\s+.*\s20\b|,20,/.test((await haproxy?.command("show stat -1 4 -1")) ?? "") ||
      (await haproxy?.command("get weight shop/b1"))?.startsWith("20 ") === true;
    const correctedMs = await bestOf(2_000, async () => {
      await haproxy?.reload();
      return tookMs(() => until("the weight is set again", isSetAgain));
    });
    expect(correctedMs).toBeLessThan(2_000);
    expect((await reach(id, () => true)).phase).toBe("baking");
  });

  it("a Prometheus outage neither promotes nor rolls back, and the proxy's own counters still take a bad version out", async () => {
    const rolledBackMs = await bestOf(5_000, async () => {
      const { ship, reach, prometheus, canary, read } = await build({ plane: "haproxy", prometheusScrapeMs: 500 });
      const id = await ship({ steps: [step(20, { bakeMs: 3_000 }), step(100)], blindGraceMs: 600_000 });
      await reach(id, (rollout) => rollout.phase === "baking");
      await prometheus?.freeze();
      await until(
        "latency is blind",
        async () => (await read(id)).evidence.some((item) => item.kind === "latency" && item.verdict === "blind"),
        { deadlineMs: 20_000 },
      );
      const blind = await read(id);
      expect(blind.stepIndex).toBe(0);
      expect(blind.phase).toBe("baking");
      for (const service of canary) service.setFaults({ errorRatio: 1 });
      return tookMs(() => reach(id, (rollout) => rollout.phase === "rolled_back"));
    });
    expect(rolledBackMs).toBeLessThan(5_000);
  }, 180_000);

  it("a worker that dies in the middle is followed by another that finishes the rollback", async () => {
    const { ship, reach, canary, loop, startLoop } = await build();
    const id = await ship(longBake);
    await reach(id, (rollout) => rollout.phase === "baking");
    await loop?.stop();
    for (const service of canary) service.setFaults({ errorRatio: 1 });
    startLoop();
    await reach(id, (rollout) => rollout.phase === "rolled_back", 15_000);
  });

  it("somebody lowers the weight by hand: it pauses and does not raise it again", async () => {
    const { ship, reach, haproxy, read } = await build({ plane: "haproxy", prometheusScrapeMs: 500 });
    const id = await ship({ steps: [step(50, { bakeMs: 120_000 }), step(100)] });
    await reach(id, (rollout) => rollout.phase === "baking");
    await haproxy?.command("set weight shop/b1 0");
    await reach(id, (rollout) => rollout.pauseReasons.includes("drift"), 10_000);
    expect(await haproxy?.command("get weight shop/b1")).toMatch(/^0 /);
    expect((await read(id)).phase).toBe("baking");
  });
});

describe("what is refused before a user is moved", () => {
  const reasonsOf = async (promise: Promise<unknown>) => {
    const error = await promise.then(
      () => null,
      (failure: unknown) => failure,
    );
    expect(error).toBeInstanceOf(AppError);
    return (error as AppError).reasons.map((reason) => ({ field: reason.field, remedy: reason.remedy }));
  };

  it("names field and remedy for each wrong request", async () => {
    const { ship, run } = await build({ startLoop: false });
    const { startRollout } = await import("@/lib/rollouts/use-cases/start-rollout");
    const wrong = (input: object) =>
      reasonsOf(run(startRollout, { service: "shop", environment: "production", version: "9.9.9", ...input }));
    for (const [input, field] of [
      [{ service: "nobody" }, "service"],
      [{ environment: "nowhere" }, "environment"],
      [{ version: "1.0.0" }, "version"],
      [{ overrides: { steps: [step(101)] } }, "overrides.steps.0.trafficPercent"],
      [{ overrides: { steps: [step(10, { bakeMs: -1 }), step(100)] } }, "overrides.steps.0.bakeMs"],
      [{ template: "missing" }, "template"],
      [{ surprise: true }, "surprise"],
    ] as const) {
      const reasons = await wrong(input);
      expect(
        reasons.map((reason) => reason.field),
        JSON.stringify(input),
      ).toContain(field);
      for (const reason of reasons) expect(reason.remedy).toBeTruthy();
    }
    await expect(ship({ steps: [step(50), step(20), step(100)] })).rejects.toMatchObject({ code: "rejected" });
  });

  it("moves nobody while a smoke check fails, and says which; with all answered it goes on", async () => {
    const { ship, reach, canary } = await build();
    const smoke = { id: "front", path: "/", expectStatus: 200, bodyContains: "", timeoutMs: 2_000 };
    const wrong = await ship({ ...longBake, smokeChecks: [{ ...smoke, expectStatus: 418 }] });
    const back = await reach(wrong, (rollout) => rollout.phase === "rolled_back", 60_000);
    expect(back).toMatchObject({ rollbackCause: "preparation_failed", rollback: { fromSharePercent: 0 } });
    expect(back.rollback?.why).toMatch(/smoke check front failed at http:.* Answered 200 .*expected 418/);
    const phases = new Set(back.snapshots.map((snapshot) => snapshot.phase));
    expect([...phases].sort()).toEqual(["preparing", "queued", "rolled_back", "rolling_back"]);
    const asked = canary[0]?.answered() ?? 0;
    expect(asked).toBeGreaterThan(0);

    const right = { ...smoke, bodyContains: '"version":"1.1.0"' };
    const id = await ship({ ...longBake, strategy: "blue_green", steps: blueGreen, smokeChecks: [right] });
    const shifted = await reach(id, (rollout) => rollout.phase === "baking");
    expect(shifted.snapshots.map((snapshot) => snapshot.sentence).join(" ")).toContain("The smoke check passed.");
  });

  it("takes a rollout back whose PromQL answers two series, naming the query", async () => {
    const { ship, reach } = await build({ plane: "haproxy", prometheusScrapeMs: 500 });
    const two = {
      id: "two-series",
      sourceId: "prom",
      query: "http_requests_total",
      failWhen: "above" as const,
      limit: 1,
      failuresInARow: 3,
    };
    const id = await ship({ ...twoSteps, triggers: { metrics: [two] } });
    const done = await reach(id, (rollout) => rollout.phase === "rolled_back", 45_000);
    expect(done.rollbackCause).toBe("preparation_failed");
    expect(done.rollback?.why).toMatch(/two-series/);
    expect(done.rollback?.fromSharePercent).toBe(0);
  });
});
