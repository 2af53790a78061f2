import { instant } from "@/lib/kernel/instant";
import type { Reason } from "@/lib/kernel/result";
import { personKeyOf } from "@/lib/platform/auth/actor";
import { prismaExecutor } from "@/lib/platform/db/executor";
import type { CommandContext } from "@/lib/platform/use-case";
import type { EmergencyGiven } from "../contract";
import { insertEmergency } from "../emergency-store";

interface Started {
  readonly serviceId: string;
  readonly environmentId: string;
  /** The rollout that it is for; left out with a flag. */
  readonly rolloutId?: string;
  /** The flag that it is for; left out with a rollout. */
  readonly flag?: string;
  readonly emergency: EmergencyGiven;
  /** What would have held it. */
  readonly passed: readonly Reason[];
}

/** What the audit record shows of it. */
interface RecordedEmergency extends EmergencyGiven {
  readonly id: string;
  readonly reference: string;
  readonly passed: readonly Reason[];
}

type Context = Pick<CommandContext<unknown>, "tx" | "now" | "ids" | "actor" | "hint">;

/** Keep that a rollout was started, or that a flag may be flipped, past what would hold it, inside the caller's transaction; answers what the audit record shows of it. */
export async function recordEmergency(context: Context, started: Started): Promise<RecordedEmergency> {
  const { tx, now, ids, actor } = context;
  const { serviceId, environmentId, rolloutId = null, flag = null, emergency, passed } = started;
  const id = ids.next("emr");
  const { reason, incidentId = null } = emergency;
  const number = await insertEmergency(prismaExecutor(tx), {
    ...{ id, serviceId, environmentId, rolloutId, flag, incidentId, reason, passed },
    startedBy: actor.name,
    startedByPerson: personKeyOf(actor),
    startedAt: now,
    endsAt: instant(Date.parse(emergency.endsAt)),
  });
  await context.hint({ topic: "emergency", id, revision: 1 });
  return { id, reference: `E-${number}`, ...emergency, passed };
}
