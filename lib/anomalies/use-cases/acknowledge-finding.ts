import { prismaExecutor } from "@/lib/platform/db/executor";
import { notFound, requireRevision } from "@/lib/platform/refusals";
import { defineUseCase } from "@/lib/platform/use-case";
import { AcknowledgeFindingInput, type FindingView } from "../contract";
import { findFinding } from "../finding-read-model";
import { lockFinding, saveAcknowledgement } from "../series-store";

/** Say that a person has looked at a finding, and what came of it. */
export const acknowledgeFinding = defineUseCase({
  name: "anomaly.acknowledge",
  permission: "anomaly:acknowledge",
  input: AcknowledgeFindingInput,
  subject: (input) => ({ kind: "anomaly_finding", id: input.id ?? null }),
  async handle({ input, actor, tx, now, record, hint }): Promise<FindingView> {
    const executor = prismaExecutor(tx);
    const locked = await lockFinding(executor, input.id);
    if (!locked) throw notFound("anomaly", input.id);
    requireRevision(locked, input.revision);
    await saveAcknowledgement(tx, input.id, { at: new Date(now), name: actor.name, reason: input.reason });
    const after = await findFinding(executor, input.id, new Date(now));
    if (!after) throw new Error("a locked finding is not there");
    const name = after.series.title;
    await record({ subject: { kind: "anomaly_finding", id: input.id, name }, reason: input.reason, after });
    await hint({ topic: "anomaly", id: input.id, revision: after.revision });
    return after;
  },
});
