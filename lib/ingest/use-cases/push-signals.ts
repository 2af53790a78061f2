import { AppError } from "@/lib/kernel/app-error";
import { prismaExecutor } from "@/lib/platform/db/executor";
import { invalidField, notFound } from "@/lib/platform/refusals";
import { defineUseCase } from "@/lib/platform/use-case";
import { insertDeliveries, noteHeard, saveRead } from "../delivery-store";
import { findEventSource } from "../event-source-read-model";
import { factOf } from "../fact-contract";
import { recordFacts } from "../fact-store";
import { type PushAnswer, PushSignalsInput } from "../push-contract";
import { currentSignalRegistry } from "../registry";

/**
 * Take facts from somebody with a token: checked at once, so that each wrong field is named in the answer. The same facts twice are
 * one. They are kept as a delivery too, like what comes through the door.
 */
export const pushSignals = defineUseCase({
  name: "signal.push",
  permission: "signal:push",
  input: PushSignalsInput,
  subject: (input) => ({ kind: "signal_source", id: null, name: `${input.source}` }),
  async handle({ input, tx, now, record, hint }): Promise<PushAnswer> {
    const source = await findEventSource(tx, input.source);
    if (!source) throw notFound("event source", input.source);
    if (source.kind !== "push") {
      throw invalidField("source", "This source has a form of its own.", "Name a source of kind push.");
    }
    if (source.disabledAt !== null) throw new AppError("rejected", { detail: "This source is switched off." });
    const db = prismaExecutor(tx);
    const facts = input.signals.map((event) => factOf(event, { system: "push", host: source.slug }));
    const body = new TextEncoder().encode(JSON.stringify({ signals: input.signals }));
    const headers = { "content-type": "application/json" };
    const delivery = {
      sourceId: source.id,
      senderId: null,
      bodyHash: null,
      headers,
      body,
      verification: "token" as const,
    };
    const [stored] = await insertDeliveries(db, [delivery], now);
    if (!stored?.id) throw new Error("a delivery without an id of its sender was taken for a repetition");
    const { added } = await recordFacts(db, [{ sourceId: source.id, deliveryId: stored.id, facts }]);
    const read = {
      id: stored.id,
      sourceId: source.id,
      state: "parsed",
      outcome: "parsed",
      factCount: facts.length,
    } as const;
    await saveRead(db, [
      {
        ...read,
        detail: { event: "signals" },
        parserVersion: currentSignalRegistry().parsers.get(source.kind)?.version ?? null,
      },
    ]);
    await noteHeard(db, [source.id]);
    await record({
      subject: { kind: "signal_source", id: source.id, name: source.slug },
      detail: { delivery: stored.id, signals: facts.length, added },
    });
    await hint({ topic: "signal", id: source.id, revision: source.revision });
    return { deliveryId: stored.id, accepted: facts.length, added };
  },
});
