import type { Instant } from "@/lib/kernel/instant";
import { prismaExecutor } from "@/lib/platform/db/executor";
import type { Tx } from "@/lib/platform/db/prisma";
import { invalidField } from "@/lib/platform/refusals";
import { SloDefinition } from "@/lib/slos/contract";
import { checkDefinition } from "@/lib/slos/use-cases/check-definition";
import { lockedObjective } from "@/lib/slos/use-cases/edit-objective";
import type { EmergencyView } from "../contract";
import { insertProposal } from "../emergency-store";

/**
 * Keep what a review proposes: the definition of an objective of the emergency's service and environment with another target, bound to the
 * version that is in force. Throws `invalid_input` for another place, the same target, and what could not be saved.
 */
export async function proposeObjective(
  tx: Tx,
  { id, service, environment }: Pick<EmergencyView, "id" | "service" | "environment">,
  proposed: { readonly objective: string; readonly targetPercent: string },
  now: Instant,
): Promise<void> {
  const row = await lockedObjective(tx, proposed.objective);
  if (row.service.id !== service.id || row.environment.id !== environment.id)
    throw invalidField(
      "proposal.objective",
      `It is no objective of ${service.name} in ${environment.name}.`,
      "Choose one of the service that the emergency was of.",
    );
  const present = SloDefinition.parse(row.definition);
  if (present.targetPercent === proposed.targetPercent)
    throw invalidField("proposal.targetPercent", "That is its target already.", "Propose another target, or none.");
  const definition = { ...present, targetPercent: proposed.targetPercent };
  checkDefinition(definition, now);
  await insertProposal(prismaExecutor(tx), {
    ...{ emergencyId: id, objectiveId: row.id, baseVersion: row.version, definition, at: now },
  });
}
