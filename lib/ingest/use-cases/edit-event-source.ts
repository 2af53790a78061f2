import { notFound, requireRevision } from "@/lib/platform/refusals";
import { defineUseCase } from "@/lib/platform/use-case";
import { EditEventSourceInput, type EventSourceView } from "../contract";
import { findEventSource } from "../event-source-read-model";
import { saveEventSource } from "../event-source-store";
import { eventSourceView } from "../event-source-view";

/** Change an event source, or stop and go on listening to it. What a stopped one sends is answered and not kept. */
export const editEventSource = defineUseCase({
  name: "signal-source.edit",
  permission: "signal:write",
  input: EditEventSourceInput,
  subject: (input) => ({ kind: "signal_source", id: null, name: `${input.slug}` }),
  async handle({ input, tx, now, runtime, record, hint }): Promise<EventSourceView> {
    const row = await findEventSource(tx, input.slug);
    if (!row) throw notFound("event source", input.slug);
    const before = eventSourceView(row, runtime.secrets);
    requireRevision(before, input.revision);
    const disabledAt =
      input.isEnabled === undefined || input.isEnabled === before.isEnabled
        ? undefined
        : input.isEnabled
          ? null
          : new Date(now);
    const isSaved = await saveEventSource(tx, input, { name: input.name, config: input.config, disabledAt });
    const saved = await findEventSource(tx, input.slug);
    if (!saved) throw new Error("a source vanished in its own transaction");
    const after = eventSourceView(saved, runtime.secrets);
    if (!isSaved) requireRevision(after, input.revision);
    await record({ subject: { kind: "signal_source", id: after.id, name: after.slug }, before, after });
    await hint({ topic: "signal", id: after.id, revision: after.revision });
    return after;
  },
});
