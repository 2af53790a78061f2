import { AppError } from "@/lib/kernel/app-error";
import { prismaExecutor } from "@/lib/platform/db/executor";
import { invalidField, notFound } from "@/lib/platform/refusals";
import { defineUseCase } from "@/lib/platform/use-case";
import { assertAllowedDestination } from "../allowed-destination";
import { findConnection } from "../connection-read-model";
import { saveConnection, wakeShipment } from "../connection-store";
import { type ConnectionConfig, type ConnectionView, EditConnectionInput } from "../contract";
import { needsSecretAgain } from "../domain/destination";

function assertMayBecome(before: ConnectionView, config: ConnectionConfig, hasNewSecret: boolean): void {
  if (config.kind !== before.kind) {
    throw invalidField("config.kind", "The kind of a connection does not change.", "Add another connection.");
  }
  if (hasNewSecret || !before.hasSecret || !needsSecretAgain(before.config, config)) return;
  const message = "The address changed, so the secret is needed again.";
  throw new AppError("invalid_input", {
    detail: message,
    reasons: [{ code: "secret_required", field: "secret", message, remedy: "Enter the secret of the new address." }],
  });
}

/** Change a connection, or put it out of use. */
export const editConnection = defineUseCase({
  name: "connection.edit",
  permission: "connection:write",
  input: EditConnectionInput,
  subject: (input) => ({ kind: "connection", id: null, name: `${input.slug}` }),
  async handle({ input, tx, now, runtime, record, hint }): Promise<ConnectionView> {
    const before = await findConnection(tx, input.slug);
    if (!before) throw notFound("connection", input.slug);
    const { config, name, isEnabled } = input;
    if (config) {
      assertAllowedDestination(config, runtime.config.SIGNALBOX_OUTBOUND_ALLOW_CIDRS);
      assertMayBecome(before, config, input.secret !== undefined);
    }
    const place = { table: "connection", column: "secret", rowId: before.id };
    const secret = input.secret ? runtime.secrets.seal(input.secret, place) : undefined;
    const disabledAt = isEnabled === undefined ? undefined : isEnabled ? null : new Date(now);
    if (!(await saveConnection(tx, input, { name, config, secret, disabledAt }))) {
      throw new AppError("stale_state", { detail: "The connection changed while you were editing.", current: before });
    }
    await wakeShipment(prismaExecutor(tx), before.id);
    const after = await findConnection(tx, input.slug);
    if (!after) throw new Error("a connection vanished in its own transaction");
    await record({
      subject: { kind: "connection", id: after.id, name: after.slug },
      before,
      after,
      detail: { secretChanged: input.secret !== undefined },
    });
    await hint({ topic: "connection", id: after.id, revision: after.revision });
    return after;
  },
});
