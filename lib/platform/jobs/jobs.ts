import type { PgBoss } from "pg-boss";
import { fromPrisma } from "pg-boss";
import type { z } from "zod";
import type { Tx } from "@/lib/platform/db/prisma";

/** A kind of background work: a name, the shape of its payload (ids only) and how often it is tried again. */
export interface JobDefinition<Payload extends z.ZodType> {
  readonly name: string;
  readonly payload: Payload;
  readonly retryLimit: number;
  /** Cron expression in UTC when the job runs by the clock. */
  readonly schedule?: string;
}

/** Declare a job. Its handler is registered by the worker, so that enqueueing does not load the handler. */
export function defineJob<Payload extends z.ZodType>(definition: JobDefinition<Payload>): JobDefinition<Payload> {
  return definition;
}

/** The slow path. Enqueued in the transaction of the state change: nothing on rollback, exactly one on commit. */
export interface Jobs {
  enqueue<Payload extends z.ZodType>(tx: Tx, job: JobDefinition<Payload>, payload: z.infer<Payload>): Promise<void>;
}

/** Jobs over pg-boss. */
export function bossJobs(boss: PgBoss): Jobs {
  return {
    async enqueue(tx, job, payload) {
      await boss.send(job.name, job.payload.parse(payload) as object, {
        db: fromPrisma(tx),
        retryLimit: job.retryLimit,
      });
    },
  };
}
