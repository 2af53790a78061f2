import type { NumberShift } from "@/lib/incidents/domain/customer-numbers";
import type { Instant } from "@/lib/kernel/instant";
import { type CustomerTickets, complaintsOf } from "./customer-voice";
import type { IncidentSource } from "./incident-voices";

/** What signals say of the release that runs somewhere. */
export interface ReleaseSignals {
  readonly outcome: "running" | "succeeded" | "failed" | "rolled_back" | "cancelled";
  readonly finishedAt: Instant | null;
  /** Of the rollout that brought it, when one did. */
  readonly rollout: {
    readonly phase: string;
    /** The newest verdicts of its checks. */
    readonly verdicts: readonly ("pass" | "fail" | "inconclusive" | "blind")[];
    readonly pauseReasons: readonly string[];
    readonly judgedAt: Instant | null;
  } | null;
  /** Incidents of this service that are open, are held to be caused by it or began after it, and are no duplicates. */
  readonly openIncidents: number;
  /** The sources that tell of incidents of this service. Null when there is none. */
  readonly incidentSource: IncidentSource | null;
  /** What customers say of the service; null where no source tells of support tickets. */
  readonly customers: CustomerTickets | null;
  /** How numbers of user analytics stand against the weeks before; empty where no source tells of any. */
  readonly numbers: readonly NumberShift[];
}

export type HealthState = "hurting" | "watched" | "quiet" | "ended_badly" | "unknown";

export interface Health {
  readonly state: HealthState;
  readonly because: string;
  readonly heardAt: Instant | null;
}

/**
 * How a release is. An open incident hurts, and so do customers who complain more than before or of whom a number is worse than it ever
 * was at this time of the week; a rollout that is under way is as its checks say; after that a source of incidents must be alive to call
 * it quiet. Without any of them nobody knows, and that is what is said: silence is not health.
 */
export function healthOf(signals: ReleaseSignals, now: Instant): Health {
  const { rollout, openIncidents, incidentSource, outcome } = signals;
  if (openIncidents > 0) {
    const count = openIncidents === 1 ? "An incident is open." : `${openIncidents} incidents are open.`;
    return { state: "hurting", because: count, heardAt: incidentSource?.heardAt ?? null };
  }
  if (outcome === "failed" || outcome === "rolled_back" || outcome === "cancelled")
    return { state: "ended_badly", because: endings[outcome], heardAt: signals.finishedAt };
  const complaints = signals.customers && complaintsOf(signals.customers);
  if (complaints?.isUnusual) return { state: "hurting", because: complaints.sentence, heardAt: null };
  const worse = signals.numbers.find(({ verdict }) => verdict === "worse");
  if (worse) return { state: "hurting", because: worse.sentence, heardAt: null };
  if (rollout && outcome === "running") return underWay(rollout);
  return afterwards(signals, now);
}

const endings = {
  failed: "It failed and does not run.",
  rolled_back: "It was taken back and has no users.",
  cancelled: "It was cancelled and does not run.",
} as const;

function underWay({ verdicts, pauseReasons, judgedAt }: NonNullable<ReleaseSignals["rollout"]>): Health {
  if (verdicts.includes("fail"))
    return { state: "hurting", because: "A check of its rollout fails.", heardAt: judgedAt };
  if (pauseReasons.includes("drift"))
    return {
      state: "unknown",
      because: "The data plane shows another split than the one that was set.",
      heardAt: judgedAt,
    };
  if (verdicts.length === 0)
    return { state: "unknown", because: "Its rollout has judged nothing yet.", heardAt: judgedAt };
  if (verdicts.includes("blind"))
    return { state: "unknown", because: "A check of its rollout sees nothing.", heardAt: judgedAt };
  if (!verdicts.includes("pass"))
    return { state: "unknown", because: "Its rollout has too few numbers to say.", heardAt: judgedAt };
  return { state: "watched", because: "Its rollout is under way and no check fails.", heardAt: judgedAt };
}

/** How long the verdict of a rollout that ended well says something about the version that it left behind. */
const verdictLastsMs = 86_400_000;

function afterwards({ rollout, incidentSource, finishedAt }: ReleaseSignals, now: Instant): Health {
  if (incidentSource && !incidentSource.isDark)
    return {
      state: "quiet",
      because: "The source of incidents is alive and tells of none.",
      heardAt: incidentSource.heardAt,
    };
  const isFresh = finishedAt !== null && now - finishedAt <= verdictLastsMs;
  if (rollout && isFresh && rollout.phase === "completed")
    return { state: "quiet", because: "Its rollout ended well within the last day.", heardAt: finishedAt };
  if (incidentSource)
    return {
      state: "unknown",
      because: incidentSource.why ?? "The source of incidents has gone silent.",
      heardAt: incidentSource.heardAt,
    };
  return {
    state: "unknown",
    because: rollout
      ? "Its rollout ended more than a day ago, and no source tells of incidents of this service."
      : "No rollout watched it, and no source tells of incidents of this service.",
    heardAt: rollout?.judgedAt ?? null,
  };
}

/** States that say something: unknown is the one that does not. */
export function isKnown(state: HealthState): boolean {
  return state !== "unknown";
}
