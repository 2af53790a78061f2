import type {
  EvidenceView,
  RolloutDetail,
  RolloutOverview,
  RolloutSummary,
  SampleView,
  SnapshotView,
} from "@/lib/rollouts/api-contract";
import { defaultPlans } from "@/lib/rollouts/domain/default-plans";

/** Rollouts as browsers get them, for tests of what is made of them. */

export const T0 = Date.parse("2026-11-20T12:00:00Z");
export const iso = (afterMs: number): string => new Date(T0 + afterMs).toISOString();

export function summaryView(more: Partial<RolloutSummary> = {}): RolloutSummary {
  return {
    id: "rol_1",
    number: 7,
    service: { id: "svc_1", slug: "checkout", name: "Checkout" },
    environment: { id: "env_1", slug: "production", name: "Production" },
    strategy: "canary",
    purpose: "release",
    stableVersion: "4.11.0",
    canaryVersion: "4.12.0",
    phase: "baking",
    pauseReasons: [],
    rollbackCause: null,
    stepIndex: 1,
    stepCount: 3,
    desiredSharePercent: 50,
    observedSharePercent: 50,
    sentence: "Baking 50 %",
    needsAttention: false,
    startedBy: "Ada",
    createdAt: iso(0),
    startedAt: iso(1_000),
    finishedAt: null,
    revision: 9,
    ...more,
  };
}

export function detailView(more: Partial<RolloutDetail> = {}): RolloutDetail {
  return {
    ...summaryView(),
    targetId: "tgt_1",
    template: null,
    emergency: null,
    reason: null,
    plan: defaultPlans.canary,
    stableSlot: "a",
    canarySlot: "b",
    enteredAt: iso(0),
    stepShownAt: iso(0),
    deadlineAt: iso(600_000),
    approvedStepIndex: null,
    look: { wantedMs: 300_000, lookedMs: 60_000, runsSince: iso(0) },
    observedAt: iso(0),
    evidence: [],
    rollback: null,
    isOwn: false,
    commands: ["promote", "pause", "abort"],
    snapshots: [],
    ...more,
  };
}

export function rollbackView(
  more: Partial<NonNullable<RolloutDetail["rollback"]>> = {},
): NonNullable<RolloutDetail["rollback"]> {
  return {
    cause: "error_rate",
    why: "Canary failed 9 of 60 requests.",
    startedAt: iso(0),
    fromSharePercent: 50,
    stepIndex: 1,
    actorName: null,
    tookMs: 700,
    evidence: [],
    ...more,
  };
}

export function evidenceView(more: Partial<EvidenceView> = {}): EvidenceView {
  return {
    checkId: "error_rate",
    kind: "error_rate",
    source: "edge counters",
    verdict: "pass",
    blindCause: null,
    sentence: "Nothing speaks for harm.",
    numbers: {},
    at: T0,
    ...more,
  };
}

export function snapshotView(more: Partial<SnapshotView> = {}): SnapshotView {
  return {
    revision: 1,
    at: iso(0),
    phase: "baking",
    sentence: "Something happened.",
    eventKinds: [],
    actorKind: "system",
    actorName: "control loop",
    reason: null,
    evidence: [],
    ...more,
  };
}

type Side = Partial<SampleView["canary"]>;

export function sampleView(afterMs: number, canary: Side, baseline: Side = {}, source = "edge counters"): SampleView {
  const side = (given: Side): SampleView["canary"] => ({ requests: 0, errors: 0, p95Ms: null, ...given });
  return {
    at: iso(afterMs),
    source,
    stepIndex: 0,
    desiredSharePercent: 10,
    observedSharePercent: 10,
    canary: side(canary),
    baseline: side(baseline),
  };
}

export function overviewView(more: Partial<RolloutOverview> = {}): RolloutOverview {
  const figures = {
    from: iso(0),
    to: iso(0),
    started: 0,
    completed: 0,
    rolledBack: 0,
    rolledBackByItself: 0,
    cancelled: 0,
    medianRollbackMs: null,
    slowestRollbackMs: null,
    rollbacksMeasured: 0,
    decisions: 0,
  };
  return {
    at: iso(0),
    active: [],
    queued: [],
    recentRollbacks: [],
    lastDay: figures,
    last30Days: figures,
    days: [],
    ...more,
  };
}
