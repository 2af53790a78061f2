import { AppError } from "@/lib/kernel/app-error";
import { type Instant, instant } from "@/lib/kernel/instant";
import { type Actor, may } from "@/lib/platform/auth/actor";
import { whoMay } from "@/lib/platform/auth/permissions";
import { prismaExecutor } from "@/lib/platform/db/executor";
import type { Tx } from "@/lib/platform/db/prisma";
import type { EmergencyGiven } from "../contract";
import { emergencyTimeReasons } from "../domain/emergency";
import { isIncidentThere } from "../emergency-read-model";

/**
 * Check that this actor may break the glass, and that what they say makes sense. Throws `forbidden` without the right, `invalid_input`
 * with every reason for a wrong end or an incident that is not there.
 */
export async function requireEmergency(tx: Tx, actor: Actor, given: EmergencyGiven, now: Instant): Promise<void> {
  if (!may(actor, "rollout:emergency")) {
    const who = whoMay("rollout:emergency");
    throw new AppError("forbidden", {
      detail: `To release past windows and policies, one needs to be ${who}.`,
      reasons: [
        {
          code: "missing_permission",
          field: "emergency",
          message: "This needs the permission rollout:emergency.",
          remedy: `Leave it out, or ask ${who}.`,
        },
      ],
    });
  }
  const reasons = [...emergencyTimeReasons(instant(Date.parse(given.endsAt)), now)];
  if (given.incidentId !== undefined && !(await isIncidentThere(prismaExecutor(tx), given.incidentId))) {
    reasons.push({
      code: "incident_unknown",
      field: "emergency.incidentId",
      message: "There is no such incident.",
      remedy: "Give the id of an incident, or leave it out.",
    });
  }
  if (reasons.length === 0) return;
  throw new AppError("invalid_input", { detail: reasons.map((reason) => reason.message).join(" "), reasons });
}
