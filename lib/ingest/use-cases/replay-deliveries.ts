import { AppError } from "@/lib/kernel/app-error";
import { prismaExecutor } from "@/lib/platform/db/executor";
import { notFound } from "@/lib/platform/refusals";
import { defineUseCase } from "@/lib/platform/use-case";
import { type ReplayAnswer, ReplayInput } from "../delivery-contract";
import { findEventSource } from "../event-source-read-model";
import { currentSignalRegistry } from "../registry";
import { queueReplay, type ReplayScope } from "../replay-store";

/** Have deliveries read again: by a parser that was mended, or after the settings of their source were. */
export const replayDeliveries = defineUseCase({
  name: "delivery.replay",
  permission: "signal:replay",
  input: ReplayInput,
  subject: (input) => ({ kind: "signal_source", id: null, name: `${input.slug}` }),
  async handle({ input, tx, record, hint }): Promise<ReplayAnswer> {
    const source = await findEventSource(tx, input.slug);
    if (!source) throw notFound("event source", input.slug);
    const answer = await queueReplay(prismaExecutor(tx), source.id, scopeOf(input, source.kind));
    if (input.scope === "one" && answer.queued === 0) {
      throw new AppError("rejected", {
        detail: "There is no such delivery of this source, or it waits to be read already.",
      });
    }
    await record({
      subject: { kind: "signal_source", id: source.id, name: source.slug },
      detail: { scope: input.scope, id: input.id ?? null, since: input.since ?? null, ...answer },
    });
    await hint({ topic: "signal", id: source.id, revision: source.revision });
    return answer;
  },
});

function scopeOf(
  { scope, id, since }: { scope: ReplayScope["scope"]; id?: string | undefined; since?: string | undefined },
  kind: string,
): ReplayScope {
  if (scope === "one") return { scope, id: id ?? "0" };
  if (scope === "since") return { scope, sinceMs: Date.parse(since ?? "") };
  if (scope === "dead") return { scope };
  return { scope, version: currentSignalRegistry().parsers.get(kind)?.version ?? 0 };
}
