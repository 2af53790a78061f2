import type { LaneDeployment } from "@/lib/insights/domain/build-records";
import type { DeliveryRecord } from "@/lib/insights/domain/delivery-record";
import { instant } from "@/lib/kernel/instant";

export const hourMs = 3_600_000;
export const dayMs = 24 * hourMs;
export const T0 = instant(Date.parse("2026-06-01T00:00:00Z"));

/** A moment so many hours after the first of June. */
export function atHour(hours: number): ReturnType<typeof instant> {
  return instant(T0 + Math.round(hours * hourMs));
}

/** A normal deployment that succeeded; whatever is given is different. */
export function record(more: Partial<DeliveryRecord> = {}): DeliveryRecord {
  return {
    deploymentId: "dep_1",
    serviceId: "svc_1",
    environmentId: "env_1",
    teamId: null,
    tier: 0,
    version: "1.1.0",
    previousVersion: "1.0.0",
    kind: "normal",
    origin: "pipeline",
    outcome: "succeeded",
    startedAt: atHour(0),
    finishedAt: atHour(1),
    isEmergency: false,
    isRework: false,
    ticketKey: "CHG-1",
    isAuthorized: true,
    strategy: null,
    failures: [],
    rollbackMs: null,
    changes: [],
    changesGap: null,
    ...more,
  };
}

/** A deployment of a lane that a pipeline made and that succeeded within ten minutes of `hour`. */
export function deployed(
  id: string,
  version: string,
  hour: number,
  more: Partial<LaneDeployment> = {},
): LaneDeployment {
  return {
    id,
    version,
    origin: "pipeline",
    declaredKind: "normal",
    decidedKind: null,
    isCalledEmergency: false,
    outcome: "succeeded",
    startedAt: atHour(hour),
    finishedAt: atHour(hour + 1 / 6),
    flags: [],
    ticket: null,
    isPermitted: null,
    strategy: null,
    takenBack: null,
    incidents: [],
    changes: [],
    changesGap: null,
    ...more,
  };
}
