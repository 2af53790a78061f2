import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createEnvironment } from "@/lib/catalog/use-cases/create-environment";
import { createService } from "@/lib/catalog/use-cases/create-service";
import { getDeployment, listDeployments } from "@/lib/deployments/use-cases/read-deployments";
import { createEventSource } from "@/lib/ingest/use-cases/create-event-source";
import { pushSignals } from "@/lib/ingest/use-cases/push-signals";
import { getPipelineRun, listPipelineRuns } from "@/lib/pipelines/use-cases/read-runs";
import { callAs, refusalOf, setUpHarness } from "@/tests/support/harness";
import { createTestIntake, type TestIntake } from "@/tests/support/intake";

const harness = setUpHarness();
const admin = callAs("admin");
let intake: TestIntake;

const minute = (n: number): string => new Date(Date.parse("2026-11-20T09:00:00Z") + n * 60_000).toISOString();

function runOf(n: number, more: object = {}): object[] {
  const id = `run ${n}/a:b`;
  const run = { kind: "pipeline_run", id, name: "deliver", service: "checkout", branch: n % 2 === 0 ? "main" : "next" };
  const stage = (stageKey: string, from: number, to: number) => {
    const head = { kind: "pipeline_stage", id, stageKey, name: stageKey, stage: stageKey };
    return [
      { ...head, progress: "running", occurredAt: minute(n + from) },
      { ...head, progress: "succeeded", occurredAt: minute(n + to) },
    ];
  };
  return [
    { ...run, progress: "running", occurredAt: minute(n) },
    ...stage("build", 0, 2),
    ...stage("test", 3, 9),
    ...stage("deploy", 9, 10),
    { ...run, ...more, progress: "succeeded", occurredAt: minute(n + 10) },
  ];
}

beforeAll(async () => {
  await createService.run({ slug: "checkout", name: "Checkout", tier: 1 }, admin);
  await createEnvironment.run({ slug: "production", name: "Production", kind: "production", rank: 1 }, admin);
  await createEventSource.run({ slug: "ci", name: "CI", kind: "push" }, admin);
  intake = createTestIntake(harness().runtime);
  const deployment = {
    ...{ kind: "deployment", id: "d-1", runId: "run 0/a:b", service: "checkout", environment: "production" },
    ...{ version: "1.0.0" },
  };
  const signals: object[] = [
    ...[0, 1, 2, 3, 4].flatMap((n) => runOf(n)),
    {
      kind: "pipeline_run",
      id: "later",
      name: "deliver",
      service: "nobody",
      progress: "queued",
      occurredAt: minute(30),
    },
    { ...deployment, progress: "running", occurredAt: minute(9) },
    { ...deployment, progress: "succeeded", occurredAt: minute(10) },
  ];
  const customer = { kind: "customer", service: "checkout", environment: "production" };
  signals.push(
    { ...customer, id: "c1", what: "support_ticket", title: "I cannot pay", occurredAt: minute(20) },
    { ...customer, id: "c2", what: "support_ticket", title: "Old", version: "0.9.0", occurredAt: minute(21) },
    {
      ...customer,
      id: "c3",
      what: "analytics",
      metric: "baskets left",
      value: 12,
      version: "1.0.0",
      occurredAt: minute(22),
    },
    { ...customer, id: "c4", what: "support_ticket", title: "Before", occurredAt: minute(1) },
  );
  // Five more since, and six in the same minutes of each of the four weeks before.
  const weekMinutes = 7 * 24 * 60;
  const left = (n: number, value: number) => ({
    ...{ ...customer, id: `left-${n}`, what: "analytics", metric: "baskets left", better: "lower", value },
    occurredAt: minute(n),
  });
  signals.push(...[1, 2, 3, 4, 5].map((n) => left(22 + n, 11 + n)));
  for (const week of [1, 2, 3, 4])
    signals.push(...[0, 1, 2, 3, 4, 5].map((n) => left(22 + n - week * weekMinutes, 4 + n / 2)));
  await pushSignals.run({ source: "ci", signals }, admin);
  await intake.settle();
});
afterAll(() => intake.close());

describe("pipeline runs", () => {
  it("are listed with stages, the slowest of them and what they deployed; those that wait first, page by page", async () => {
    const names: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await listPipelineRuns.run({ limit: 2, ...(cursor ? { cursor } : {}) }, admin);
      names.push(...page.items.map(({ startedAt, state }) => startedAt ?? state));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(names).toEqual(["queued", minute(4), minute(3), minute(2), minute(1), minute(0)]);
    const { items } = await listPipelineRuns.run({ service: "checkout", branch: "main" }, admin);
    expect(items.map(({ startedAt }) => startedAt)).toEqual([minute(4), minute(2), minute(0)]);
    expect(items[2]).toMatchObject({
      service: { slug: "checkout" },
      state: "succeeded",
      durationMs: 600_000,
      stages: [{ name: "build" }, { name: "test", durationMs: 360_000 }, { name: "deploy" }],
      slowest: { name: "test", durationMs: 360_000, ratio: 0.6 },
      deployments: [{ version: "1.0.0", state: "succeeded", environment: { slug: "production" } }],
    });
    expect(items[0]?.deployments).toEqual([]);
    expect((await listPipelineRuns.run({ state: "queued" }, admin)).items).toMatchObject([
      { name: "deliver", service: null, startedAt: null, durationMs: null, stages: [], slowest: null },
    ]);
    expect((await listPipelineRuns.run({ since: minute(3) }, admin)).items.length).toBe(2);
  });

  it("open with their way, the waits in it and the source that told", async () => {
    const { items } = await listPipelineRuns.run({ service: "checkout", branch: "main" }, admin);
    const run = await getPipelineRun.run({ id: items[2]?.id ?? "" }, admin);
    expect(run).toMatchObject({ source: { slug: "ci" }, waterfall: { bottleneck: "test", withoutTimes: [] } });
    expect(run.waterfall?.bars.map(({ kind }) => kind)).toEqual(["build", "waiting", "test", "deploy"]);
    const [deployment] = (await listDeployments.run({ service: "checkout" }, admin)).items;
    expect((await getDeployment.run({ id: deployment?.id ?? "" }, admin)).runId).toBe(run.id);
  });

  it("stand with their deployment beside what customers said while it was live", async () => {
    const [first] = (await listDeployments.run({ service: "checkout" }, admin)).items;
    const { customers } = await getDeployment.run({ id: first?.id ?? "" }, admin);
    expect(customers).toMatchObject({ tickets: 1, analytics: 6 });
    expect(customers.numbers).toMatchObject([
      {
        metric: "baskets left",
        better: "lower",
        verdict: "worse",
        medianSince: 13.5,
        medianBefore: 5.25,
        n: 6,
        nBefore: 24,
      },
    ]);
    expect(customers.items.slice(5).map(({ title, metric, isNamed }) => [title ?? metric, isNamed])).toEqual([
      ["baskets left", true],
      ["I cannot pay", false],
    ]);
  });

  it("that are not there are not found, whatever is asked for", async () => {
    for (const id of ["x", "AAAA", Buffer.from("pipeline_run:none").toString("base64url")]) {
      expect(await refusalOf(getPipelineRun.run({ id }, admin))).toMatchObject({ code: "not_found" });
    }
    expect(await refusalOf(getPipelineRun.run({ id: "a/b" }, admin))).toMatchObject({ fields: ["id"] });
    expect(await refusalOf(listPipelineRuns.run({ cursor: "zz" }, admin))).toMatchObject({ fields: ["cursor"] });
    expect(await refusalOf(listPipelineRuns.run({ state: "melted" }, admin))).toMatchObject({ fields: ["state"] });
  });
});
