import { AppError } from "@/lib/kernel/app-error";
import type { Instant } from "@/lib/kernel/instant";
import type { Reason } from "@/lib/kernel/result";
import { prismaExecutor } from "@/lib/platform/db/executor";
import { invalidField } from "@/lib/platform/refusals";
import { defineUseCase } from "@/lib/platform/use-case";
import { contentHashOf } from "../content-hash";
import { closedUntil } from "../domain/meter";
import { minuteMs } from "../domain/minutes";
import { estimateOf } from "../domain/sampling";
import { listMetersInUse, type StoredMeter } from "../meter-read-model";
import { noteBatch } from "../meter-store";
import { type CountBatch, PushCountsInput, type PushedCounts } from "../push-contract";
import { type TakenCounts, takeCounts } from "./take-counts";

/**
 * Take counts of a stream, whole or sampled, all of them or none. A batch that came before counts once. Throws `invalid_input` when no
 * objective counts the stream, for minutes that are closed, not there yet or no whole ones, and `conflict` for a batch of the same name
 * with other content.
 */
export const pushCounts = defineUseCase({
  name: "objective.push_counts",
  permission: "telemetry:push",
  input: PushCountsInput,
  subject: (input) => ({ kind: "stream", id: input.stream ?? null, name: `${input.stream ?? "?"}` }),
  async handle({ input, tx, now, record }): Promise<PushedCounts> {
    const { service, environment, stream, batches } = input;
    const db = prismaExecutor(tx);
    const meters = (await listMetersInUse(db)).filter(
      (one) =>
        one.meter.kind === "pushed" &&
        one.meter.stream === stream &&
        one.service === service &&
        one.environment === environment,
    );
    if (meters.length === 0) {
      const message = `No objective of ${service} in ${environment} counts the stream “${stream}”.`;
      throw invalidField("stream", message, "Create one whose indicator is a ratio of this pushed stream.");
    }
    refuse(batches.flatMap((batch, index) => minuteFaults(batch, index, meters, now)));
    const counts: TakenCounts[] = [];
    let known = 0;
    for (const [index, batch] of batches.entries()) {
      const isKnown = await isTaken(db, meters, batch, index);
      if (isKnown) known += 1;
      else counts.push(...meters.map((one) => countsOf(one, batch)));
    }
    await takeCounts(db, counts, now);
    const taken = batches.length - known;
    await record({
      subject: { kind: "stream", id: stream, name: stream },
      detail: { service, environment, taken, known },
    });
    return { taken, known, meters: meters.length };
  },
});

function refuse(reasons: readonly Reason[]): void {
  if (reasons.length > 0)
    throw new AppError("invalid_input", { detail: "Nothing was taken: some batches cannot be counted.", reasons });
}

function minuteFaults(batch: CountBatch, index: number, meters: readonly StoredMeter[], now: Instant): Reason[] {
  const at = Date.parse(batch.minute);
  const field = `batches.${index}.minute`;
  const fault = (code: string, message: string, remedy: string) => [{ code, field, message, remedy }];
  if (at % minuteMs !== 0)
    return fault("no_whole_minute", "This is not when a minute begins.", "Cut the time to whole minutes.");
  if (at > now)
    return fault("minute_ahead", "This minute has not begun.", "Check the clock of the sender, and its time zone.");
  const late = meters.find(({ meter }) => at < closedUntil(meter, now));
  if (!late) return [];
  const message = "This minute is closed: hours are summed up for good, so that late counts cannot be added.";
  return fault("minute_closed", message, "Send within the delay of the objective's stream, at most three minutes.");
}

type Executor = ReturnType<typeof prismaExecutor>;

/** Whether the batch came before. */
async function isTaken(
  db: Executor,
  meters: readonly StoredMeter[],
  { id, ...content }: CountBatch,
  index: number,
): Promise<boolean> {
  const { minute, good, bad, probability } = content;
  const contentHash = contentHashOf(JSON.stringify([Date.parse(minute), good, bad, probability]));
  const noted = [];
  for (const meter of meters) noted.push(await noteBatch(db, { meterId: meter.id, batchId: id, contentHash }));
  if (noted.some((hash) => hash !== null && hash !== contentHash)) {
    const message = `A batch “${id}” came before with other content.`;
    const remedy = "Give each batch a name of its own; send the same content again after a failure.";
    const reasons = [{ code: "batch_differs", field: `batches.${index}.id`, message, remedy }];
    throw new AppError("conflict", { detail: message, reasons });
  }
  return noted.every((hash) => hash !== null);
}

function countsOf({ id, meter }: StoredMeter, batch: CountBatch): TakenCounts {
  const { good, bad, noise } = estimateOf(batch);
  return { meterId: id, meter, minute: Date.parse(batch.minute), good, bad, doubtful: 0, noise };
}
