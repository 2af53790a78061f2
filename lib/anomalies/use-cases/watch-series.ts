import { z } from "zod";
import { prismaExecutor } from "@/lib/platform/db/executor";
import type { Tx } from "@/lib/platform/db/prisma";
import type { Ids } from "@/lib/platform/ids";
import { defineUseCase } from "@/lib/platform/use-case";
import { type Alarm, newDetector, step } from "../domain/detector";
import { seriesKinds } from "../domain/series-measure";
import {
  insertFinding,
  insertPoints,
  type JudgedPoint,
  loadSeries,
  markRecovered,
  type StoredSeries,
  saveSeries,
  tryLockWatch,
} from "../series-store";
import { type PlannedSeries, planSeries } from "./plan-series";

/** Series in one transaction: a first run of hundreds must not hold one open for long. */
const AT_ONCE = 25;

export interface Watched {
  readonly points: number;
  readonly findings: number;
  /** Something is left to do. */
  readonly hasMore: boolean;
}

/** Give every series its points that are over since the last time, and keep what its detector says. For the worker. */
export const watchSeries = defineUseCase({
  name: "anomaly.watch",
  permission: "anomaly:acknowledge",
  input: z.strictObject({}),
  subject: () => ({ kind: "anomaly_series", id: null }),
  async handle({ tx, now, ids, runtime, record, hint }): Promise<Watched> {
    const executor = prismaExecutor(tx);
    const done: Watched[] = [];
    let isLast = true;
    if (await tryLockWatch(executor)) {
      const plans = await planSeries(runtime.db, now);
      const stored = await loadSeries(
        executor,
        plans.map((plan) => plan.key),
      );
      for (const plan of plans) {
        const watched = await watchOne(tx, ids, plan, stored.get(plan.key));
        if (watched) done.push(watched);
        isLast = done.length < AT_ONCE;
        if (!isLast) break;
      }
    }
    const total = (of: "points" | "findings"): number => done.reduce((sum, one) => sum + one[of], 0);
    const answer = { points: total("points"), findings: total("findings"), hasMore: !isLast };
    await record({ subject: { kind: "anomaly_series", id: null }, after: { series: done.length, ...answer } });
    if (answer.findings > 0) await hint({ topic: "anomaly", id: "findings", revision: answer.findings });
    return answer;
  },
});

/** Null when the series has no new point. */
async function watchOne(
  tx: Tx,
  ids: Ids,
  plan: PlannedSeries,
  stored: StoredSeries | undefined,
): Promise<Watched | null> {
  const last = stored?.lastPointAt?.getTime() ?? Number.NEGATIVE_INFINITY;
  if (plan.newestAt === null || plan.newestAt <= last) return null;
  const points = plan.points().filter((point) => point.at > last);
  const newest = points.at(-1);
  if (!newest) return null;
  const kind = seriesKinds[plan.measure];
  let state = stored?.state ?? newDetector({ scale: kind.scale, rhythm: kind.rhythm });
  const judged: JudgedPoint[] = [];
  for (const point of points) {
    const answer = step(state, point);
    state = answer.state;
    const { value, trials = null, excuse = null } = point;
    judged.push({ at: new Date(point.at), value, trials, excuse, verdict: answer.verdict });
  }
  const id = stored?.id ?? ids.next("srs");
  const { key, measure, serviceId, environmentId } = plan;
  await saveSeries(tx, {
    id,
    key,
    measure,
    serviceId,
    environmentId,
    rhythm: kind.rhythm,
    state,
    lastPointAt: new Date(newest.at),
  });
  await insertPoints(tx, id, judged);
  const findings = await keepFindings(tx, ids, id, judged);
  return { points: judged.length, findings, hasMore: false };
}

async function keepFindings(tx: Tx, ids: Ids, seriesId: string, judged: readonly JudgedPoint[]): Promise<number> {
  let found = 0;
  for (const { at, verdict } of judged) {
    if (verdict.state === "recovered") await markRecovered(prismaExecutor(tx), seriesId, at);
    const alarm: Alarm | null = verdict.state === "alarm" ? verdict.alarm : null;
    if (!alarm) continue;
    await insertFinding(tx, { id: ids.next("fnd"), seriesId, foundAt: at, alarm });
    found += 1;
  }
  return found;
}
