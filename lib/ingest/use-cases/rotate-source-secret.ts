import { AppError } from "@/lib/kernel/app-error";
import { notFound, requireRevision } from "@/lib/platform/refusals";
import { defineUseCase } from "@/lib/platform/use-case";
import { RotateSecretInput, type WithSecretOnce } from "../contract";
import { findEventSource } from "../event-source-read-model";
import { saveEventSource } from "../event-source-store";
import { eventSourceView } from "../event-source-view";
import { makeSecret, openSecret, sealSecret } from "../source-secret";

/** Give a source a new secret beside the present one, so that its sender can change over without losing an event. */
export const rotateSourceSecret = defineUseCase({
  name: "signal-source.rotate",
  permission: "signal:write",
  input: RotateSecretInput,
  subject: (input) => ({ kind: "signal_source", id: null, name: `${input.slug}` }),
  remember: ({ source }: WithSecretOnce): WithSecretOnce => ({ source, secret: null }),
  async handle({ input, tx, now, runtime, record, hint }): Promise<WithSecretOnce> {
    const row = await findEventSource(tx, input.slug);
    if (!row) throw notFound("event source", input.slug);
    requireRevision(eventSourceView(row, runtime.secrets), input.revision);
    const stored = openSecret(runtime.secrets, row.id, row.secret);
    if (stored.previous !== undefined) {
      const detail = "Two secrets are live already. Retire the older one first.";
      throw new AppError("rejected", {
        detail,
        reasons: [{ code: "two_secrets", message: detail, remedy: "Retire the older secret." }],
      });
    }
    const secret = input.secret ?? makeSecret();
    const replaced = {
      ...stored,
      current: secret,
      ...(stored.current === undefined ? {} : { previous: stored.current, rotatedAt: new Date(now).toISOString() }),
    };
    await saveEventSource(tx, input, { secret: sealSecret(runtime.secrets, row.id, replaced) });
    const saved = await findEventSource(tx, input.slug);
    if (!saved) throw new Error("a source vanished in its own transaction");
    const source = eventSourceView(saved, runtime.secrets);
    requireRevision(source, input.revision + 1);
    await record({
      subject: { kind: "signal_source", id: row.id, name: row.slug },
      detail: { secretMade: input.secret === undefined, liveSecrets: source.secretCount },
    });
    await hint({ topic: "signal", id: row.id, revision: source.revision });
    return { source, secret: input.secret ? null : secret };
  },
});
