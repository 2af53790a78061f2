import type { PgBoss } from "pg-boss";
import type { z } from "zod";
import type { Log } from "@/lib/platform/log";
import type { JobDefinition } from "./jobs";

/** Make the queue of a job and run `handle` for each. A payload of another shape fails the job; it is kept and shown as failed. */
export async function workOn<Payload extends z.ZodType>(
  boss: PgBoss,
  job: JobDefinition<Payload>,
  log: Log,
  handle: (payload: z.infer<Payload>) => Promise<void>,
): Promise<void> {
  await boss.createQueue(job.name);
  await boss.work(job.name, { pollingIntervalSeconds: 0.5 }, async (jobs) => {
    for (const item of jobs) {
      await handle(job.payload.parse(item.data));
      log.debug({ job: job.name, jobId: item.id }, "job done");
    }
  });
  if (job.schedule) await boss.schedule(job.name, job.schedule, {}, { tz: "UTC" });
}
