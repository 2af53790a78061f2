import { afterAll, beforeAll, expect, test } from "vitest";
import { createAlertRoute } from "@/lib/alerts/use-cases/create-alert-route";
import { listAlarms } from "@/lib/alerts/use-cases/read-alarms";
import { watchConsequences } from "@/lib/alerts/use-cases/watch-consequences";
import { acknowledgeFinding } from "@/lib/anomalies/use-cases/acknowledge-finding";
import { getFinding, getWatchState, listFindings } from "@/lib/anomalies/use-cases/read-findings";
import { listAnomalyRows } from "@/lib/anomalies/use-cases/read-rows";
import { watchSeries } from "@/lib/anomalies/use-cases/watch-series";
import { getBenchmarks } from "@/lib/benchmarks/use-cases/read-benchmarks";
import { createConnection } from "@/lib/connections/use-cases/create-connection";
import { listFigureRows } from "@/lib/insights/use-cases/read-rows";
import { systemActor } from "@/lib/platform/auth/actor";
import { assessChange } from "@/lib/risk/use-cases/assess-change";
import { listCalibrationRows } from "@/lib/risk/use-cases/read-calibration-rows";
import { getRiskOverview } from "@/lib/risk/use-cases/read-overview";
import { scoreDeployments } from "@/lib/risk/use-cases/score-deployments";
import { trainRiskModel } from "@/lib/risk/use-cases/train-model";
import { getComparison } from "@/lib/trends/use-cases/compare-periods";
import { judgeTargets } from "@/lib/trends/use-cases/judge-targets";
import { keepAssumptions } from "@/lib/trends/use-cases/keep-assumptions";
import { getBaselines } from "@/lib/trends/use-cases/read-baselines";
import { getForecast } from "@/lib/trends/use-cases/read-forecast";
import { getPatterns } from "@/lib/trends/use-cases/read-patterns";
import { setTarget } from "@/lib/trends/use-cases/set-target";
import { Random } from "@/tests/bench/random";
import { useTestDatabase } from "@/tests/support/database";
import { createTestRuntime, type TestRuntime } from "@/tests/support/runtime";

const database = useTestDatabase();
const actor = systemActor("test");
const now = Date.parse("2026-11-28T10:00:00Z");
const dayMs = 86_400_000;
let runtime: TestRuntime;

beforeAll(async () => {
  runtime = createTestRuntime({ databaseUrl: database().url, now });
  const { db } = runtime;
  await db.service.create({ data: { id: "svc_a", slug: "checkout", name: "Checkout", tier: 1 } });
  await db.environment.create({
    data: { id: "env_p", slug: "production", name: "Production", kind: "production", rank: 3 },
  });
  const generation = (await db.insightGeneration.findFirstOrThrow({ where: { state: "current" } })).id;
  await db.deliveryLane.create({
    data: { generation, serviceId: "svc_a", environmentId: "env_p", revision: 1, builtAt: new Date(now) },
  });
  const random = new Random(7);
  const records = Array.from({ length: 300 }, (_, day) => {
    const count = day % 7 < 5 ? 3 : 1;
    return Array.from({ length: count }, (_, at) => record(day, at, random));
  }).flat();
  await db.deliveryRecord.createMany({ data: records.map((one) => ({ ...one, generation })) });
});

afterAll(() => runtime.close());

/** One deployment; night ones fail often. From the 270th day on, they take four times as long. */
function record(day: number, at: number, random: Random) {
  const isNight = random.next() < 0.3;
  const startedAt = now - (300 - day) * dayMs - (now % dayMs) + (isNight ? 2 : 9 + at) * 3_600_000;
  const finishedAt = startedAt + 600_000 * (day >= 270 ? 4 : 1) * Math.exp(0.1 * random.normal());
  const hasFailed = random.next() < (isNight ? 0.45 : 0.05);
  const detectedAt = Math.round(finishedAt) + 60_000;
  return {
    deploymentId: `dep_${day}_${at}`,
    knownFrom: new Date(startedAt),
    serviceId: "svc_a",
    environmentId: "env_p",
    tier: 1,
    version: `1.${day}.${at}`,
    previousVersion: `1.${day - 1}.0`,
    kind: "normal" as const,
    origin: "pipeline" as const,
    outcome: "succeeded" as const,
    startedAt: new Date(startedAt),
    finishedAt: new Date(Math.round(finishedAt)),
    isEmergency: false,
    isRework: false,
    isAuthorized: true,
    failures: hasFailed ? [["incident", `inc_${day}_${at}`, detectedAt, detectedAt + 1_800_000, false]] : [],
    changes: [],
    changesGap: "none known",
  };
}

/** The model said something of this deployment when it began. */
async function score(id: string): Promise<void> {
  const { db } = runtime;
  const found = await db.deliveryRecord.findFirst({ where: { deploymentId: id } });
  const version = { id: `ver_${id}`, serviceId: "svc_a", name: found?.version ?? "0.0.1" };
  await db.version.create({ data: version });
  const place = { serviceId: "svc_a", environmentId: "env_p", versionId: version.id };
  const startedAt = found?.startedAt ?? new Date(now - dayMs);
  await db.deployment.create({
    data: { id, ...place, startedAt, startedBy: "ci", state: "succeeded", origin: "pipeline", attempt: 1 },
  });
  await db.riskScore.create({
    data: {
      deploymentId: id,
      modelVersion: 1,
      probability: 0.1,
      level: "usual",
      scoredAt: startedAt,
      indicators: {},
      contributions: [],
    },
  });
}

test("series are watched once, and a step is found, opened and acknowledged with a reason", async () => {
  const first = await watchSeries.run({}, { actor }, runtime);
  expect(first).toMatchObject({ hasMore: false });
  expect(first.points).toBeGreaterThan(800);
  expect(await watchSeries.run({}, { actor }, runtime)).toMatchObject({ points: 0, findings: 0 });
  const { items } = await listFindings.run({ measure: "deployment_duration" }, { actor }, runtime);
  expect(items).toHaveLength(1);
  const [step] = items;
  expect(step).toMatchObject({ kind: "step", direction: "up", isBad: true });
  const detail = await getFinding.run({ id: step?.id }, { actor }, runtime);
  expect(detail.points.filter((point) => point.verdict === "alarm")).toHaveLength(1);
  const rows = await listAnomalyRows.run({ id: step?.id }, { actor }, runtime);
  const began = detail.points.find((point) => point.at === rows.from);
  expect(rows).toMatchObject({ said: began?.value, n: began?.trials, total: rows.items.length });
  expect(rows.value).toBeCloseTo(began?.value ?? -1, 9);
  const night = await listAnomalyRows.run({ id: step?.id, at: "2001-01-01T00:00:00Z" }, { actor }, runtime);
  expect(night).toMatchObject({ said: null, value: null, items: [] });
  const acknowledged = await acknowledgeFinding.run(
    { id: step?.id, revision: step?.revision, reason: "Larger images since then." },
    { actor },
    runtime,
  );
  expect(acknowledged).toMatchObject({ state: "acknowledged", acknowledged: { reason: "Larger images since then." } });
  const stale = acknowledgeFinding.run({ id: step?.id, revision: step?.revision, reason: "again" }, { actor }, runtime);
  await expect(stale).rejects.toMatchObject({ code: "stale_state" });
  expect(await getWatchState.run({}, { actor }, runtime)).toMatchObject({ series: 3, learning: 0 });
});

test("the risk model learns from outcomes, is better than the base rate, and is versioned", async () => {
  const before = await assessChange.run({ service: "checkout", environment: "production" }, { actor }, runtime);
  expect(before).toMatchObject({ probability: null, model: { version: null } });
  const model = await trainRiskModel.run({}, { actor }, runtime);
  expect(model).toMatchObject({ version: 1, kind: "logistic" });
  expect(model.calibration?.difference.mean).toBeLessThan(0);
  const bin = model.calibration?.bins.at(-1);
  const opened = await listCalibrationRows.run(
    { of: "judged", group: model.calibration?.bins.length },
    { actor },
    runtime,
  );
  expect(opened).toMatchObject({ n: bin?.n, failed: bin?.failed, observed: bin?.observed });
  expect(opened.items).toHaveLength(Math.min(200, bin?.n ?? 0));
  expect(opened.items.every((one) => one.deploymentId.startsWith("dep_") && one.place === null)).toBe(true);
  const none = await listCalibrationRows.run({ of: "lived", group: 1 }, { actor }, runtime);
  expect(none).toMatchObject({ groups: 0, n: 0, observed: null, items: [] });
  const at = (hour: string) => ({ service: "checkout", environment: "production", at: `2026-11-26T${hour}:00:00Z` });
  const night = await assessChange.run(at("02"), { actor }, runtime);
  const day = await assessChange.run(at("10"), { actor }, runtime);
  expect(night.probability).toBeGreaterThan(2 * (day.probability ?? 1));
  expect(night.contributions[0]?.name).toBe("outside_hours");
  expect((await trainRiskModel.run({}, { actor }, runtime)).version).toBe(2);
  expect(await scoreDeployments.run({}, { actor }, runtime)).toBe(0);
  const overview = await getRiskOverview.run({}, { actor }, runtime);
  expect(overview.versions.map((one) => one.version)).toEqual([2, 1]);
  await score("dep_200_0");
  await score("dep_299_0");
  await score("dep_of_nobody");
  const scored = await getRiskOverview.run({}, { actor }, runtime);
  const outcomeOf = async (deploymentId: string, otherwise: string): Promise<string> => {
    const { failures } = await runtime.db.deliveryRecord.findFirstOrThrow({ where: { deploymentId } });
    return Array.isArray(failures) && failures.length > 0 ? "failed" : otherwise;
  };
  expect(Object.fromEntries(scored.recent.map((one) => [one.deploymentId, one.outcome]))).toEqual({
    dep_200_0: await outcomeOf("dep_200_0", "fine"),
    dep_299_0: await outcomeOf("dep_299_0", "open"),
    dep_of_nobody: "unknown",
  });
});

test("trends answer from the same figures: comparison, baseline, target, forecast, benchmarks, patterns", async () => {
  const comparison = await getComparison.run({ period: "90d" }, { actor }, runtime);
  const rate = comparison.changes.find((one) => one.measure === "change_failure_rate");
  expect(rate?.verdict).toBe("unclear");
  const { baselines } = await getBaselines.run({}, { actor }, runtime);
  const baseline = baselines.find((one) => one.measure === "change_failure_rate");
  expect(baseline?.knownMonths).toBeGreaterThanOrEqual(5);
  const target = { measure: "change_failure_rate", step: 1, reason: "First step." };
  const set = await setTarget.run(target, { actor }, runtime);
  expect(set.value).toBeCloseTo(baseline?.steps[0]?.value ?? -1, 9);
  const after = await getBaselines.run({}, { actor }, runtime);
  expect(after.baselines.find((one) => one.measure === "change_failure_rate")?.target?.id).toBe(set.id);
  await expect(setTarget.run({ ...target, measure: "lead_time" }, { actor }, runtime)).rejects.toMatchObject({
    code: "rejected",
  });
  const forecast = await getForecast.run({}, { actor }, runtime);
  expect(forecast.weeks).toHaveLength(13);
  expect(forecast.weeks[0]?.deployments.low).toBeLessThanOrEqual(17.1);
  expect(forecast.weeks[0]?.deployments.high).toBeGreaterThanOrEqual(16.9);
  expect(forecast).toMatchObject({ assumed: { hoursPerDeployment: 1.5, people: 3 }, kept: null });
  const costs = { hoursPerDeployment: 2, hoursPerFailure: 8, hoursPerPerson: 30, people: 5 };
  await keepAssumptions.run({ ...costs, reason: "Measured in May." }, { actor }, runtime);
  await keepAssumptions.run({ ...costs, people: 1, service: "checkout", reason: "One of us." }, { actor }, runtime);
  const [everywhere, checkout] = [
    await getForecast.run({ people: 7 }, { actor }, runtime),
    await getForecast.run({ service: "checkout" }, { actor }, runtime),
  ];
  expect(everywhere).toMatchObject({ assumed: { ...costs, people: 7 }, kept: { reason: "Measured in May." } });
  expect(checkout).toMatchObject({ assumed: { people: 1 }, kept: { scope: "service:checkout", keptBy: "test" } });
  await expect(
    keepAssumptions.run({ ...costs, service: "nobody", reason: "x" }, { actor }, runtime),
  ).rejects.toMatchObject({ code: "invalid_input" });
  const benchmarks = await getBenchmarks.run({}, { actor }, runtime);
  const placed = benchmarks.measures.find((one) => one.measure === "change_failure_rate");
  expect(placed?.placements.map((one) => one.setId)).toEqual(["dora-2023"]);
  expect(placed?.peers).toEqual({ n: 0, shareWorse: null });
  const patterns = await getPatterns.run({}, { actor }, runtime);
  expect(patterns).toMatchObject({ patterns: [], compared: 0 });
  expect(patterns.attempts).toBeGreaterThan(100);
  const ofTier = await getPatterns.run({ tier: 3 }, { actor }, runtime);
  const ofNoTeam = await getPatterns.run({ team: "none" }, { actor }, runtime);
  expect([ofTier.attempts, ofNoTeam.attempts]).toEqual([0, patterns.attempts]);
});

test("the rows of the weeks that a forecast is made from are as many as it was made from", async () => {
  const { history, historyDays } = await getForecast.run({}, { actor }, runtime);
  const asked = { ...historyDays, measure: "deployment_frequency", show: "events" };
  const rows = await listFigureRows.run(asked, { actor }, runtime);
  expect(rows.total).toBe(history.reduce((sum, week) => sum + week.deployments, 0));
  expect(rows.total).toBeGreaterThan(100);
});

test("anomalies and targets are told by routes that take them: when they begin, when they end, and only once", async () => {
  const secret = `whsec_${"A".repeat(44)}`;
  const config = { kind: "alert_webhook" as const, url: "https://hooks.example/in" };
  await createConnection.run({ slug: "hook", name: "Hook", config, secret }, { actor }, runtime);
  const route = { name: "Trends", connection: "hook", match: { kinds: ["anomaly" as const, "target" as const] } };
  await createAlertRoute.run(route, { actor }, runtime);
  const told = async () => (await listAlarms.run({}, { actor }, runtime)).items;

  // What was found of a month ago is no news.
  await watchConsequences(runtime);
  expect(await told()).toEqual([]);
  const series = await runtime.db.anomalySeries.findFirstOrThrow({ where: { measure: "deployment_duration" } });
  const fresh = { seriesId: series.id, kind: "step", direction: "up", before: 10, after: 40, sizeSigma: 6 };
  const yesterday = new Date(now - dayMs);
  await runtime.db.anomalyFinding.create({ data: { id: "fnd_new", ...fresh, onsetAt: yesterday, foundAt: yesterday } });
  await watchConsequences(runtime);
  await watchConsequences(runtime);
  const [anomaly, ...others] = await told();
  expect(others).toEqual([]);
  expect(anomaly).toMatchObject({
    kind: "anomaly",
    title: "Duration of deployments rose: Checkout in Production",
    state: "firing",
    told: { connections: 1 },
  });
  const looked = { id: "fnd_new", revision: 1, reason: "Known." };
  await acknowledgeFinding.run(looked, { actor: systemActor("Ada") }, runtime);
  await watchConsequences(runtime);
  expect((await told())[0]).toMatchObject({ state: "resolved", resolvedSentence: "Ada looked at it: Known." });

  // The target of the change failure rate was set above: it is judged a week later, by the days since.
  expect(await judgeTargets.run({}, { actor }, runtime)).toBe(0);
  runtime.setNow(now + 9 * dayMs);
  const generation = (await runtime.db.insightGeneration.findFirstOrThrow({ where: { state: "current" } })).id;
  const bad = Array.from({ length: 40 }, (_, at) => {
    const startedAt = new Date(now + (2 + (at % 6)) * dayMs + at * 60_000);
    const one = { ...record(1, at, new Random(1)), deploymentId: `dep_bad_${at}`, startedAt, knownFrom: startedAt };
    const finishedAt = new Date(startedAt.getTime() + 60_000);
    const failures = [["incident", `inc_bad_${at}`, finishedAt.getTime(), finishedAt.getTime() + 60_000, false]];
    return { ...one, generation, finishedAt, failures };
  });
  await runtime.db.deliveryRecord.createMany({ data: bad });
  await runtime.db.deliveryLane.updateMany({ where: { generation }, data: { revision: { increment: 1 } } });
  expect(await judgeTargets.run({}, { actor }, runtime)).toBe(1);
  expect(await judgeTargets.run({}, { actor }, runtime)).toBe(0);
  await watchConsequences(runtime);
  await watchConsequences(runtime);
  const missed = (await told()).filter(({ kind }) => kind === "target");
  expect(missed).toMatchObject([
    { title: "Change failure rate of all services: target missed", state: "firing", told: { connections: 1 } },
  ]);
  const { baselines } = await getBaselines.run({}, { actor }, runtime);
  const target = baselines.find((one) => one.measure === "change_failure_rate")?.target;
  expect(target?.judgement).toMatchObject({ state: "missed", fromDay: "2026-11-29", day: "2026-12-06", value: 1 });
});
