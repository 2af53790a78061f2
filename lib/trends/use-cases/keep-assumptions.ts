import { prismaExecutor } from "@/lib/platform/db/executor";
import { invalidField } from "@/lib/platform/refusals";
import { defineUseCase } from "@/lib/platform/use-case";
import { findAssumptions } from "../assumption-read-model";
import { insertAssumptions } from "../assumption-store";
import { KeepAssumptionsInput, type KeptAssumptions } from "../contract";
import { findMissingPlace } from "../place-read-model";
import { scopeOf } from "./read-baselines";

/** Keep what work costs and who is there for it, for everybody who looks at the forecast of this place. */
export const keepAssumptions = defineUseCase({
  name: "forecast.keep",
  permission: "insights:rules",
  input: KeepAssumptionsInput,
  subject: () => ({ kind: "forecast", id: null }),
  async handle({ input, actor, tx, ids, now, record, hint }): Promise<KeptAssumptions> {
    const { reason, service, team, ...content } = input;
    const scope = scopeOf({ ...(service ? { service } : {}), ...(team ? { team } : {}) });
    const missing = await findMissingPlace(prismaExecutor(tx), { service, team });
    if (missing !== null)
      throw invalidField(missing, `There is no ${missing} of this name.`, "Check its name, or leave it out.");
    const before = await findAssumptions(prismaExecutor(tx), [scope]);
    const kept = { scope, content, reason, keptBy: actor.name };
    await insertAssumptions(tx, { id: ids.next("fca"), ...kept, keptAt: new Date(now) });
    await record({
      subject: { kind: "forecast", id: null, name: scope },
      reason,
      before: before?.content,
      after: content,
    });
    await hint({ topic: "trend", id: "forecast", revision: 1 });
    return { ...kept, keptAt: new Date(now).toISOString() };
  },
});
