import { notFound, requireRevision } from "@/lib/platform/refusals";
import { defineUseCase } from "@/lib/platform/use-case";
import { EditEventSourceInput, type EventSourceView } from "../contract";
import { findEventSource } from "../event-source-read-model";
import { saveEventSource } from "../event-source-store";
import { eventSourceView } from "../event-source-view";
import { assertReadableConfig } from "../readable-config";
import { openSecret, sealSecret } from "../source-secret";

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
    if (input.config) assertReadableConfig(before.kind, input.config);
    const secret =
      input.pollToken === undefined
        ? undefined
        : sealSecret(runtime.secrets, row.id, {
            ...openSecret(runtime.secrets, row.id, row.secret),
            pollToken: input.pollToken,
          });
    const { name, config } = input;
    const isSaved = await saveEventSource(tx, input, { name, config, disabledAt, secret });
    const saved = await findEventSource(tx, input.slug);
    if (!saved) throw new Error("a source vanished in its own transaction");
    const after = eventSourceView(saved, runtime.secrets);
    if (!isSaved) requireRevision(after, input.revision);
    await record({
      subject: { kind: "signal_source", id: after.id, name: after.slug },
      before,
      after,
      detail: { pollTokenChanged: secret !== undefined },
    });
    await hint({ topic: "signal", id: after.id, revision: after.revision });
    return after;
  },
});
