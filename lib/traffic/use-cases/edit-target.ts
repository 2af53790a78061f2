import type { z } from "zod";
import { AppError } from "@/lib/kernel/app-error";
import type { Reason } from "@/lib/kernel/result";
import { defineUseCase } from "@/lib/platform/use-case";
import { haproxySockets } from "../contract";
import { EditTargetInput, type TargetView } from "../target-contract";
import { findTarget } from "../target-read-model";
import { updateTarget } from "../target-store";
import { refusedAddresses } from "./check-addresses";
import { missingSources } from "./check-bindings";
import { malformedToken, needsSecret } from "./check-secret";

/** Where a stored secret may be sent. Changing it demands the secret again, so that an edit cannot lead it elsewhere. */
function destination(config: TargetView["config"]): string {
  switch (config.kind) {
    case "haproxy":
      return haproxySockets(config).toSorted().join(" ");
    case "edge":
      return new URL(config.adminUrl).origin;
    case "webhook":
      return new URL(config.url).origin;
    case "gateway_api":
    case "argo_rollouts":
      // Whoever may name the authorities decides who the token is shown to.
      return `${new URL(config.server).origin} ${config.ca ?? ""}`;
  }
}

type Edit = z.infer<typeof EditTargetInput>;

function missingSecret(before: TargetView, { config = before.config, secret }: Edit): Reason[] {
  if (secret) return [];
  const moves = destination(config) !== destination(before.config);
  const isNeeded = needsSecret(config) || (config.kind === before.config.kind && before.hasSecret && secret !== null);
  if (!isNeeded || (before.hasSecret && !moves && secret !== null)) return [];
  const message = moves ? "The address changed, so the secret is needed again." : "This target has no secret yet.";
  const remedy = needsSecret(config)
    ? "Enter the secret of the data plane at this address."
    : "Enter the fence token of HAProxy at this address; null goes on without a fence.";
  return [{ code: "secret_required", field: "secret", message, remedy }];
}

/** Undefined keeps the stored secret. What was stored for another kind of data plane is never a fence token. */
function newSecret(before: TargetView, { config = before.config, secret }: Edit): string | null | undefined {
  if (secret !== undefined) return secret;
  return config.kind === "haproxy" && before.config.kind !== "haproxy" ? null : undefined;
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
      ...malformedToken(input.config ?? before.config, input.secret),
    ];
    if (reasons.length > 0) throw new AppError("invalid_input", { detail: reasons[0]?.message ?? "", reasons });
    const place = { table: "target", column: "secret", rowId: input.id };
    const given = newSecret(before, input);
    const secret = given ? runtime.secrets.seal(given, place) : given;
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
