import { z } from "zod";
import { readLatencyText } from "@/lib/analysis/domain/kept-histograms";
import type { KeptLook } from "@/lib/analysis/domain/kept-looks";
import type { KeptRollout } from "@/lib/analysis/domain/replay";
import { type Instant, instant } from "@/lib/kernel/instant";
import type { Db, Tx } from "@/lib/platform/db/prisma";
import { MetricTrigger } from "./contract";

/** A rollout that has ended, with what was kept of it for judging it again. */
export interface PastRollout extends KeptRollout {
  readonly id: string;
  readonly number: number;
  readonly environment: string;
  readonly version: string;
  readonly phase: string;
  readonly rollbackCause: string | null;
  readonly startedAt: Date;
}

/** Moments and looks of a rollout that are read; those of longer ones are left out at the end. */
const maxMoments = 5_000;

const at = z.number().transform((ms): Instant => instant(ms));
const StoredHeard = z.object({
  health: z.array(z.object({ fromMs: at, untilMs: at, count: z.number(), ok: z.boolean(), detail: z.string() })),
  metrics: z.array(
    z.object({ id: z.string(), source: z.string(), samples: z.array(z.object({ atMs: at, value: z.number() })) }),
  ),
});
const StoredMetrics = z.object({
  plan: z.object({ triggers: z.object({ metrics: z.array(MetricTrigger) }) }),
});

/** The newest rollouts of a service that have ended, at most `take`. */
export async function listPastRollouts(db: Db | Tx, serviceId: string, take: number): Promise<PastRollout[]> {
  const rows = await db.rollout.findMany({
    where: { serviceId, phase: { in: ["completed", "rolled_back"] } },
    include: { environment: { select: { name: true } } },
    orderBy: { number: "desc" },
    take,
  });
  return Promise.all(
    rows.map(async (row) => {
      const { id, number, phase, rollbackCause, canaryVersion: version, createdAt: startedAt } = row;
      const samples = await db.rolloutSample.findMany({
        where: { rolloutId: id },
        orderBy: { at: "asc" },
        take: maxMoments,
      });
      const moments = samples.map((sample) => ({
        at: instant(sample.at.getTime()),
        source: sample.source,
        stepIndex: sample.stepIndex,
        sharePercent: sample.desiredSharePercent,
        canary: { trials: Number(sample.canaryRequests), events: Number(sample.canaryErrors) },
        baseline: { trials: Number(sample.baselineRequests), events: Number(sample.baselineErrors) },
        latency: readLatencyText(sample.latency),
      }));
      const asked = StoredMetrics.safeParse(row.state);
      const metrics = asked.success ? asked.data.plan.triggers.metrics : [];
      const about = { id, number, environment: row.environment.name, version, phase, rollbackCause, startedAt };
      return { ...about, moments, looks: await listLooks(db, id), metrics };
    }),
  );
}

async function listLooks(db: Db | Tx, rolloutId: string): Promise<KeptLook[]> {
  const rows = await db.rolloutLook.findMany({
    where: { rolloutId },
    orderBy: [{ at: "asc" }, { stepStartedAt: "asc" }],
    take: maxMoments,
  });
  return rows.map((row) => ({
    at: instant(row.at.getTime()),
    stepIndex: row.stepIndex,
    stepStartedAt: instant(row.stepStartedAt.getTime()),
    ...StoredHeard.parse(row.heard),
  }));
}
