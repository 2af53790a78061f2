import { environmentIdsBySlug, serviceIdsBySlug } from "@/lib/catalog/service-read-model";
import { ensureVersion } from "@/lib/catalog/use-cases/ensure-version";
import { AppError } from "@/lib/kernel/app-error";
import type { Reason } from "@/lib/kernel/result";
import { prismaExecutor } from "@/lib/platform/db/executor";
import type { Tx } from "@/lib/platform/db/prisma";
import { alreadyTaken } from "@/lib/platform/refusals";
import type { Runtime } from "@/lib/platform/runtime";
import { defineUseCase } from "@/lib/platform/use-case";
import { CreateTargetInput, type TargetView } from "../target-contract";
import { findTarget } from "../target-read-model";
import { insertTarget, isPlaceTaken } from "../target-store";
import { refusedAddresses } from "./check-addresses";
import { missingSources } from "./check-bindings";
import { malformedToken, needsSecret } from "./check-secret";

function unknown(field: string, name: string): Reason {
  return {
    code: `unknown_${field}`,
    field,
    message: `There is no ${field} "${name}".`,
    remedy: `Create the ${field} first, or correct the name.`,
  };
}

async function places(
  tx: Tx,
  input: CreateTargetInput,
  runtime: Runtime,
): Promise<{ serviceId: string; environmentId: string }> {
  const serviceId = (await serviceIdsBySlug(tx, [input.service])).get(input.service);
  const environmentId = (await environmentIdsBySlug(tx, [input.environment])).get(input.environment);
  const reasons = [
    ...(serviceId ? [] : [unknown("service", input.service)]),
    ...(environmentId ? [] : [unknown("environment", input.environment)]),
    ...(await missingSources(tx, input.telemetry)),
    ...refusedAddresses(input, runtime.config),
    ...malformedToken(input.config, input.secret),
  ];
  if (needsSecret(input.config) && !input.secret) {
    reasons.push({
      code: "secret_required",
      field: "secret",
      message: "This kind of target needs a secret.",
      remedy: "Give the token or signing secret of the data plane.",
    });
  }
  if (!serviceId || !environmentId || reasons.length > 0) {
    throw new AppError("invalid_input", { detail: reasons.map((reason) => reason.message).join(" "), reasons });
  }
  return { serviceId, environmentId };
}

/** Say where the traffic of a service in an environment is controlled, and what runs there today. */
export const createTarget = defineUseCase({
  name: "target.create",
  permission: "target:write",
  input: CreateTargetInput,
  subject: (input) => ({ kind: "target", id: null, name: `${input.service} in ${input.environment}` }),
  async handle({ input, tx, ids, runtime, record, hint }): Promise<TargetView> {
    const { serviceId, environmentId } = await places(tx, input, runtime);
    if (await isPlaceTaken(tx, { serviceId, environmentId })) {
      const message = `The service “${input.service}” has a target in “${input.environment}” already.`;
      throw alreadyTaken("environment", message, "Choose another environment, or edit that target.");
    }
    const id = ids.next("tgt");
    const version = await ensureVersion(prismaExecutor(tx), ids, { serviceId, name: input.live.version });
    const place = { table: "target", column: "secret", rowId: id };
    await insertTarget(tx, {
      id,
      serviceId,
      environmentId,
      config: input.config,
      secret: input.secret ? runtime.secrets.seal(input.secret, place) : null,
      health: input.health,
      telemetry: input.telemetry,
      live: { slot: input.live.slot, versionId: version.id },
    });
    const { secret: _secret, ...shown } = input;
    await record({ subject: { kind: "target", id, name: `${input.service} in ${input.environment}` }, after: shown });
    await hint({ topic: "target", id, revision: 1 });
    const target = await findTarget(tx, id);
    if (!target) throw new Error("a target that was just inserted is not there");
    return target;
  },
});
