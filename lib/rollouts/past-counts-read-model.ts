import type { CountedMoment } from "@/lib/analysis/domain/replay-counts";
import { instant } from "@/lib/kernel/instant";
import type { Db, Tx } from "@/lib/platform/db/prisma";

/** A rollout that has ended, with the counts that were kept of it. */
export interface PastRollout {
  readonly id: string;
  readonly number: number;
  readonly environment: string;
  readonly version: string;
  readonly phase: string;
  readonly rollbackCause: string | null;
  readonly startedAt: Date;
  readonly moments: readonly CountedMoment[];
}

/** Moments of a rollout that are read; those of longer ones are left out at the end. */
const maxMoments = 5_000;

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
      }));
      return { id, number, environment: row.environment.name, version, phase, rollbackCause, startedAt, moments };
    }),
  );
}
