import type { z } from "zod";
import { AppError } from "@/lib/kernel/app-error";
import type { Reason } from "@/lib/kernel/result";
import { defineUseCase } from "@/lib/platform/use-case";
import { EditTargetInput, type TargetView } from "../target-contract";
import { findTarget } from "../target-read-model";
import { updateTarget } from "../target-store";
import { refusedAddresses } from "./check-addresses";
import { missingSources } from "./check-bindings";

/** Where a stored secret may be sent. Changing it demands the secret again, so that an edit cannot lead it elsewhere. */
function destination(config: TargetView["config"]): string {
  if (config.kind === "haproxy") return config.socket;
  return config.kind === "edge" ? new URL(config.adminUrl).origin : new URL(config.url).origin;
}

/** HAProxy's socket takes none; one that was stored for another kind of data plane is forgotten with it. */
function takesSecret(config: TargetView["config"]): boolean {
  return config.kind !== "haproxy";
}

function missingSecret(before: TargetView, { config, secret }: z.infer<typeof EditTargetInput>): Reason[] {
  if (secret || !takesSecret(config ?? before.config)) return [];
  const moves = config !== undefined && destination(config) !== destination(before.config);
  if (before.hasSecret && !moves) return [];
  const message = moves ? "The address changed, so the secret is needed again." : "This target has no secret yet.";
  const remedy = "Enter the secret of the data plane at this address.";
  return [{ code: "secret_required", field: "secret", message, remedy }];
}

/** Change where or how a target is controlled or observed. */
export const editTarget = defineUseCase({
  name: "target.edit",
  permission: "target:write",
  input: EditTargetInput,
  subject: (input) => ({ kind: "target", id: input.id ?? null }),
  async handle({ input, tx, runtime, record, hint }): Promise<TargetView> {
    const before = await findTarget(tx, input.id);
    if (!before) throw new AppError("not_found", { detail: "There is no such target." });
    const reasons = [
      ...(await missingSources(tx, input.telemetry ?? [])),
      ...refusedAddresses(input, runtime.config),
      ...missingSecret(before, input),
    ];
    if (reasons.length > 0) throw new AppError("invalid_input", { detail: reasons[0]?.message ?? "", reasons });
    const place = { table: "target", column: "secret", rowId: input.id };
    const kept = takesSecret(input.config ?? before.config) ? undefined : null;
    const secret = input.secret ? runtime.secrets.seal(input.secret, place) : kept;
    await updateTarget(tx, input, { config: input.config, secret, health: input.health, telemetry: input.telemetry });
    const after = await findTarget(tx, input.id);
    if (!after) throw new Error("a target vanished in its own transaction");
    await record({
      subject: { kind: "target", id: input.id, name: `${after.service.slug} in ${after.environment.slug}` },
      before,
      after,
      detail: { secretChanged: secret !== undefined && (secret !== null || before.hasSecret) },
    });
    await hint({ topic: "target", id: input.id, revision: after.revision });
    return after;
  },
});
