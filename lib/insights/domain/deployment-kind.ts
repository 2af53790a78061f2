import type { Instant } from "@/lib/kernel/instant";
import type { LaneDeployment } from "./build-records";
import type { RecordKind } from "./delivery-record";

/** What happened in a lane before a deployment. */
export interface LaneSoFar {
  /** The version that runs; null before the first success. */
  readonly live: string | null;
  /** Versions that ran before that one. */
  readonly liveBefore: ReadonlySet<string>;
  /** When incidents that earlier deployments caused were open. */
  readonly troubles: readonly { readonly from: Instant; readonly until: Instant | null }[];
}

export interface DecidedKind {
  readonly kind: RecordKind;
  readonly isEmergency: boolean;
  readonly isRework: boolean;
}

type Described = Pick<
  LaneDeployment,
  "version" | "origin" | "declaredKind" | "decidedKind" | "isCalledEmergency" | "startedAt" | "flags" | "ticket"
>;

/**
 * What a deployment was for. A kind that was decided already stays. Otherwise going back to a version that ran before is a rollback, whatever it was called; the version that runs
 * already, again, is a flag change when it brings flags and a redeploy otherwise; then what its sender or its ticket says; a
 * deployment that began while an incident of an earlier one was open repairs it.
 */
export function kindOf(deployment: Described, soFar: LaneSoFar): DecidedKind {
  const isEmergency =
    deployment.isCalledEmergency ||
    deployment.declaredKind === "emergency" ||
    deployment.decidedKind === "emergency" ||
    (deployment.ticket?.isEmergency ?? false);
  const isDuringTrouble = soFar.troubles.some(
    ({ from, until }) => from <= deployment.startedAt && (until === null || deployment.startedAt <= until),
  );
  if (deployment.decidedKind !== null)
    return { kind: deployment.decidedKind, isEmergency, isRework: isRepair(deployment.decidedKind, isDuringTrouble) };
  const sameOrBack = withoutNewVersion(deployment, soFar);
  if (sameOrBack === "rollback") return { kind: "rollback", isEmergency, isRework: isDuringTrouble };
  if (sameOrBack !== null) return { kind: sameOrBack, isEmergency, isRework: false };
  const isRework = isDuringTrouble || deployment.declaredKind === "hotfix";
  if (isEmergency) return { kind: "emergency", isEmergency, isRework };
  return { kind: isRework ? "hotfix" : "normal", isEmergency, isRework };
}

/** A redeploy or a flag change brings nothing that could repair. */
function isRepair(kind: RecordKind, isDuringTrouble: boolean): boolean {
  return kind === "hotfix" || (isDuringTrouble && kind !== "redeploy" && kind !== "flag_only");
}

function withoutNewVersion(deployment: Described, { live, liveBefore }: LaneSoFar): RecordKind | null {
  if (deployment.origin === "rollback" || deployment.declaredKind === "rollback") return "rollback";
  if (deployment.declaredKind === "flag_only") return "flag_only";
  if (deployment.version === live) return deployment.flags.length > 0 ? "flag_only" : "redeploy";
  return liveBefore.has(deployment.version) ? "rollback" : null;
}
