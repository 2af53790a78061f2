import { AppError } from "@/lib/kernel/app-error";
import { notFound, requireRevision } from "@/lib/platform/refusals";
import { defineUseCase } from "@/lib/platform/use-case";
import { type EventSourceView, RetireSecretInput } from "../contract";
import { findEventSource } from "../event-source-read-model";
import { saveEventSource } from "../event-source-store";
import { eventSourceView } from "../event-source-view";
import { openSecret, sealSecret } from "../source-secret";

/** End the older of two secrets: whoever still sends with it is refused from now. */
export const retireSourceSecret = defineUseCase({
  name: "signal-source.retire",
  permission: "signal:write",
  input: RetireSecretInput,
  subject: (input) => ({ kind: "signal_source", id: null, name: `${input.slug}` }),
  async handle({ input, tx, runtime, record, hint }): Promise<EventSourceView> {
    const row = await findEventSource(tx, input.slug);
    if (!row) throw notFound("event source", input.slug);
    requireRevision(eventSourceView(row, runtime.secrets), input.revision);
    const { previous, rotatedAt: _, ...kept } = openSecret(runtime.secrets, row.id, row.secret);
    if (previous === undefined) {
      const detail = "Only one secret is live; it cannot be retired without a newer one.";
      throw new AppError("rejected", {
        detail,
        reasons: [{ code: "one_secret", message: detail, remedy: "Replace the secret first." }],
      });
    }
    await saveEventSource(tx, input, { secret: sealSecret(runtime.secrets, row.id, kept) });
    const saved = await findEventSource(tx, input.slug);
    if (!saved) throw new Error("a source vanished in its own transaction");
    const source = eventSourceView(saved, runtime.secrets);
    requireRevision(source, input.revision + 1);
    await record({
      subject: { kind: "signal_source", id: row.id, name: row.slug },
      reason: input.reason ?? null,
      detail: { liveSecrets: source.secretCount },
    });
    await hint({ topic: "signal", id: row.id, revision: source.revision });
    return source;
  },
});
