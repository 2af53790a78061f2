import type { Reason } from "@/lib/kernel/result";
import type { SlotName } from "@/lib/traffic/port";
import type { ConcurrencyPolicy, RolloutPhase } from "../contract";
import type { ActiveWindow } from "./rollout-command";

/** What is known when somebody asks for a rollout. Everything concerns one service in one environment. */
export interface AdmissionFacts {
  readonly request: {
    readonly version: string;
    readonly policy: ConcurrencyPolicy;
    readonly purpose: "release" | "return";
    /** Somebody breaks the glass: windows and those that wait are passed, on record and for a time. All else is asked as ever. */
    readonly isEmergency?: boolean;
  };
  readonly service: { readonly name: string; readonly isArchived: boolean } | null;
  readonly environment: { readonly name: string } | null;
  readonly target: {
    readonly name: string;
    readonly live: { readonly slot: SlotName; readonly version: string } | null;
  } | null;
  /** The rollout that holds the target now. */
  readonly active: { readonly rolloutId: string; readonly phase: RolloutPhase; readonly canaryVersion: string } | null;
  readonly queued: readonly { readonly rolloutId: string; readonly canaryVersion: string }[];
  readonly windows: readonly ActiveWindow[];
  /** What error-budget policies hold, as `budgetReasons` says it. */
  readonly budgets: readonly Reason[];
  /** What the gate holds that somebody has to bring, as `gateReasonsFor` says it. Windows, budgets and other rollouts are apart. */
  readonly gates: readonly Reason[];
  /** What `validatePlan` found. */
  readonly planReasons: readonly Reason[];
  /** Why the version cannot run on today's schema, as `schemaReasonsFor` says it. It holds in either direction: it would not start. */
  readonly schemaReasons: readonly Reason[];
}

export type Admission =
  /** Nothing holds it: the first tick begins to prepare. */
  | { readonly kind: "start" }
  /** It is stored and waits; the reasons say for what. */
  | { readonly kind: "queue"; readonly reasons: readonly Reason[] }
  /** These are taken back or cancelled first; then it begins by itself. */
  | { readonly kind: "supersede"; readonly rolloutIds: readonly string[] }
  | { readonly kind: "rejected"; readonly reasons: readonly Reason[] };

/** Whether a rollout may begin, must wait, or takes the place of others. Rejections give every reason. */
export function admit(facts: AdmissionFacts): Admission {
  const rejections = [
    ...unknownReasons(facts),
    ...versionReasons(facts),
    ...facts.planReasons,
    ...facts.schemaReasons,
    ...policyReasons(facts),
    ...gateReasons(facts),
  ];
  if (rejections.length > 0) return { kind: "rejected", reasons: rejections };
  const others = othersOf(facts);
  const supersedes = facts.request.policy === "supersede" || facts.request.purpose === "return";
  if (others.length > 0 && supersedes) return { kind: "supersede", rolloutIds: others };
  const waits = waitReasons(facts);
  return waits.length > 0 ? { kind: "queue", reasons: waits } : { kind: "start" };
}

function unknownReasons({ service, environment, target }: AdmissionFacts): Reason[] {
  const reasons: Reason[] = [];
  if (service === null) {
    reasons.push({
      code: "service_unknown",
      field: "service",
      message: "There is no such service.",
      remedy: "Choose a service of the catalog, or add it there.",
    });
  }
  if (service?.isArchived) {
    reasons.push({
      code: "service_archived",
      field: "service",
      message: `The service ${service.name} is archived.`,
      remedy: "Restore it in the catalog first.",
    });
  }
  if (environment === null) {
    reasons.push({
      code: "environment_unknown",
      field: "environment",
      message: "There is no such environment.",
      remedy: "Choose an environment of the catalog.",
    });
  }
  if (target === null && service !== null && environment !== null) {
    reasons.push({
      code: "target_unknown",
      field: "environment",
      message: `${service.name} has no target in ${environment.name}, so nothing could move its traffic.`,
      remedy: "Add a target for this service and environment, and test its connection.",
    });
  }
  if (target !== null && target.live === null) {
    reasons.push({
      code: "slots_unknown",
      field: "environment",
      message: `It is not known which slot of ${target.name} has the traffic, and with which version.`,
      remedy: "Record the live version of the target, or test its connection.",
    });
  }
  return reasons;
}

function versionReasons({ request, target, active, queued }: AdmissionFacts): Reason[] {
  const { version } = request;
  const reasons: Reason[] = [];
  if (target?.live?.version === version && active === null) {
    reasons.push({
      code: "version_already_live",
      field: "version",
      message: `Version ${version} has all the traffic of ${target.name} already.`,
      remedy: "Choose another version.",
    });
  }
  const same = [...(active === null || active.phase === "rolling_back" ? [] : [active]), ...queued].find(
    (other) => other.canaryVersion === version,
  );
  if (same !== undefined) {
    reasons.push({
      code: "version_in_rollout",
      field: "version",
      message: `Version ${version} is in the rollout ${same.rolloutId} already.`,
      remedy: "Follow that rollout, or abort it first.",
      facts: { rolloutId: same.rolloutId },
    });
  }
  return reasons;
}

function policyReasons({ request, active, queued }: AdmissionFacts): Reason[] {
  const first = active ?? queued[0];
  if (request.policy !== "reject" || request.purpose === "return" || first === undefined) return [];
  return [
    {
      code: "rollout_in_progress",
      field: "policy",
      message: `The rollout ${first.rolloutId} of version ${first.canaryVersion} is in progress.`,
      remedy: "Wait for its end, or ask with the policy queue or supersede.",
      facts: { rolloutId: first.rolloutId },
    },
  ];
}

/** What a release misses. Going back misses nothing, and an emergency passes it, on record. */
function gateReasons({ request, gates }: AdmissionFacts): readonly Reason[] {
  return request.purpose === "return" || request.isEmergency ? [] : gates;
}

/** Those whose place it takes. One that is being rolled back already needs no telling, only waiting. */
function othersOf({ active, queued }: AdmissionFacts): string[] {
  const running = active === null || active.phase === "rolling_back" ? [] : [active.rolloutId];
  return [...running, ...queued.map((other) => other.rolloutId)];
}

function waitReasons({ request, active, queued, windows, budgets }: AdmissionFacts): Reason[] {
  const reasons: Reason[] = [];
  if (active !== null) {
    const state = active.phase === "rolling_back" ? "is being rolled back" : "is in progress";
    reasons.push({
      code: "active_rollout",
      message: `The rollout ${active.rolloutId} of version ${active.canaryVersion} ${state}.`,
      remedy: "It begins by itself afterwards.",
      facts: { rolloutId: active.rolloutId },
    });
  }
  if (request.purpose === "return" || request.isEmergency) return reasons;
  return [...reasons, ...holdReasons({ queued, windows, budgets })];
}

/** What holds a release beside the one under way: those that wait before it, windows and error-budget policies. */
function holdReasons({ queued, windows, budgets }: Pick<AdmissionFacts, "queued" | "windows" | "budgets">): Reason[] {
  const message = `${queued.length} ${queued.length === 1 ? "rollout waits" : "rollouts wait"} before it.`;
  const ahead = {
    code: "ahead_in_queue",
    message,
    remedy: "It begins by itself afterwards.",
    facts: { ahead: queued.length },
  };
  return [...(queued.length > 0 ? [ahead] : []), ...windows.map(windowReason), ...budgets];
}

/** What would hold a release and is passed by an emergency, for its record; empty for any other. */
export function passedReasons(
  facts: Pick<AdmissionFacts, "request" | "queued" | "windows" | "budgets" | "gates">,
): readonly Reason[] {
  return facts.request.isEmergency ? [...holdReasons(facts), ...facts.gates] : [];
}

function windowReason(window: ActiveWindow): Reason {
  return {
    code: "window_active",
    message: window.why,
    remedy: "It begins by itself at the end of the window. Rollbacks are not held.",
    facts: { windowId: window.id, endsAt: window.endsAt },
  };
}
