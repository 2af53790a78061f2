import { instant } from "@/lib/kernel/instant";
import type { Db, Prisma } from "@/lib/platform/db/prisma";
import { decodeCursor, type Page, toPage } from "@/lib/platform/paging";
import type { EvidenceView, RolloutDetail, RolloutSummary, SampleView, SnapshotView } from "./api-contract";
import type { PauseReason, RolloutPhase } from "./contract";
import { describeState } from "./domain/describe-state";
import { lookFrom, lookUntil } from "./domain/draft";
import { isEnded, isPausable, isWatched, type RolloutState } from "./domain/rollout-state";
import { parseRolloutState } from "./rollout-record";

const include = { service: true, environment: true, template: true } as const;
type Row = Prisma.RolloutGetPayload<{ include: typeof include }>;
type DetailRow = Prisma.RolloutGetPayload<{ include: typeof include & { snapshots: true; emergency: true } }>;
export type SummaryRow = Prisma.RolloutGetPayload<{ include: { service: true; environment: true } }>;

export const openPhases: readonly RolloutPhase[] = [
  "queued",
  "preparing",
  "shifting",
  "baking",
  "watching",
  "rolling_back",
];
/** Pauses that end only when a person does something. */
export const humanPauses: readonly string[] = ["manual", "approval", "inconclusive", "blind", "drift"];

function place(row: { id: string; slug: string; name: string }): { id: string; slug: string; name: string } {
  return { id: row.id, slug: row.slug, name: row.name };
}

/** The row keeps what was read last while it was looked at; the end of a rollback was seen in the data plane after that. */
function observedShareOf(row: Pick<SummaryRow, "observedSharePercent">, state: RolloutState): number | null {
  if (state.phase !== "rolled_back") return row.observedSharePercent;
  return state.isVerified ? 0 : null;
}

/** A row of a list, from a rollout with its service and environment. */
export function summaryOf(row: SummaryRow, state: RolloutState, nowMs: number): RolloutSummary {
  return {
    id: row.id,
    number: row.number,
    service: place(row.service),
    environment: place(row.environment),
    strategy: state.plan.strategy,
    purpose: state.purpose,
    stableVersion: row.stableVersion,
    canaryVersion: row.canaryVersion,
    phase: row.phase,
    pauseReasons: row.pauseReasons,
    rollbackCause: row.rollbackCause,
    stepIndex: "stepIndex" in state ? state.stepIndex : null,
    stepCount: state.plan.steps.length,
    desiredSharePercent: row.desiredSharePercent,
    observedSharePercent: observedShareOf(row, state),
    sentence: describeState(state, instant(nowMs)),
    needsAttention: !isEnded(state) && row.pauseReasons.some((reason) => humanPauses.includes(reason)),
    startedBy: row.startedBy,
    createdAt: row.createdAt.toISOString(),
    startedAt: row.startedAt?.toISOString() ?? null,
    finishedAt: row.finishedAt?.toISOString() ?? null,
    revision: row.revision,
  };
}

export interface RolloutFilter {
  readonly service?: string | undefined;
  readonly environment?: string | undefined;
  readonly phase?: RolloutPhase | undefined;
  readonly open?: string | undefined;
  readonly attention?: "true" | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

function where(filter: RolloutFilter): Prisma.RolloutWhereInput {
  const before = decodeCursor(filter.cursor);
  return {
    ...(filter.service ? { service: { slug: filter.service } } : {}),
    ...(filter.environment ? { environment: { slug: filter.environment } } : {}),
    ...(filter.phase ? { phase: filter.phase } : {}),
    ...(filter.open === "true" && !filter.phase ? { phase: { in: [...openPhases] } } : {}),
    ...(filter.open === "false" && !filter.phase ? { phase: { notIn: [...openPhases] } } : {}),
    ...(filter.attention ? { pauseReasons: { hasSome: [...humanPauses] }, phase: { in: [...openPhases] } } : {}),
    ...(before ? { number: { lt: Number(before) } } : {}),
  };
}

/** Rollouts, newest first. */
export async function listRollouts(db: Db, filter: RolloutFilter, nowMs: number): Promise<Page<RolloutSummary>> {
  const rows = await db.rollout.findMany({
    where: where(filter),
    include,
    orderBy: { number: "desc" },
    take: filter.limit + 1,
  });
  const summaries = rows.map((row) => summaryOf(row, parseRolloutState(row.state), nowMs));
  return toPage(summaries, filter.limit, (row) => `${row.number}`);
}

/** Ends when what causes it ends; nobody can resume it. */
function isOfItself(reason: PauseReason): boolean {
  return reason === "freeze" || reason === "budget";
}

/** Which commands the engine would consider in this state; permissions are asked apart. */
function commandsOf(state: RolloutState): RolloutDetail["commands"] {
  if (state.phase === "queued") return ["cancel"];
  if (state.phase === "completed") return ["rollback"];
  if (!isPausable(state)) return [];
  const paused = state.pauseReasons;
  return [
    ...(paused.includes("approval") ? (["approve"] as const) : []),
    ...(state.phase === "baking" || state.phase === "watching" ? (["promote"] as const) : []),
    ...(paused.some((reason) => reason !== "approval" && !isOfItself(reason)) ? (["resume"] as const) : []),
    ...(paused.includes("manual") ? [] : (["pause"] as const)),
    "abort",
  ];
}

/** The looked-at part of the bake or warm time; null in phases without one. Blind time is not counted. */
function lookOf(state: RolloutState, nowMs: number): RolloutDetail["look"] {
  if (!isWatched(state)) return null;
  const wantedMs = lookUntil(state) - lookFrom(state) - state.blindMs;
  const blindNowMs = state.blindSince === null ? 0 : nowMs - state.blindSince;
  const lookedMs = Math.max(0, nowMs - lookFrom(state) - state.blindMs - blindNowMs);
  const isRunning = state.blindSince === null && lookedMs < wantedMs;
  return {
    wantedMs,
    lookedMs: Math.min(lookedMs, wantedMs),
    runsSince: isRunning ? new Date(nowMs - lookedMs).toISOString() : null,
  };
}

/** How long a rollback took, by the clock that decided it: from the event that ended it. Null where it has not ended. */
export function rollbackTookMs(snapshots: readonly { readonly events: unknown }[]): number | null {
  const events = snapshots.flatMap((snapshot) => snapshot.events as { kind: string; tookMs?: number }[]);
  return events.find((event) => event.kind === "rolled_back")?.tookMs ?? null;
}

function rollbackOf(state: RolloutState, tookMs: number | null): RolloutDetail["rollback"] {
  if (!("rollback" in state)) return null;
  const { cause, why, startedAt, fromSharePercent, stepIndex, actor, evidence } = state.rollback;
  return {
    cause,
    why,
    startedAt: new Date(startedAt).toISOString(),
    fromSharePercent,
    stepIndex,
    actorName: actor?.name ?? null,
    tookMs,
    evidence: [...evidence],
  };
}

function iso(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}

function detailOf(row: DetailRow, state: RolloutState, nowMs: number): Omit<RolloutDetail, "snapshots" | "isOwn"> {
  const placed = "canarySlot" in state ? state : null;
  return {
    ...summaryOf(row, state, nowMs),
    targetId: row.targetId,
    emergency: row.emergency && {
      reference: `E-${row.emergency.number}`,
      endsAt: row.emergency.endsAt.toISOString(),
    },
    template: row.template ? { slug: row.template.slug, name: row.template.name } : null,
    reason: row.reason,
    plan: state.plan,
    stableSlot: placed?.stableSlot ?? null,
    canarySlot: placed?.canarySlot ?? null,
    enteredAt: new Date("enteredAt" in state ? state.enteredAt : row.createdAt).toISOString(),
    stepShownAt: iso("stepShownAt" in state ? state.stepShownAt : null),
    deadlineAt: iso("deadlineAt" in state ? state.deadlineAt : null),
    approvedStepIndex: "approvedStepIndex" in state ? state.approvedStepIndex : null,
    look: lookOf(state, nowMs),
    observedAt: row.observedAt?.toISOString() ?? null,
    evidence: (row.latestEvidence ?? []) as EvidenceView[],
    rollback: rollbackOf(state, rollbackTookMs(row.snapshots)),
    commands: commandsOf(state),
  };
}

async function hasNewer(db: Db, row: Row): Promise<boolean> {
  const newer = await db.rollout.findFirst({
    where: { targetId: row.targetId, number: { gt: row.number }, phase: { notIn: ["queued", "cancelled"] } },
    select: { id: true },
  });
  return newer !== null;
}

/** One rollout with its decision log, as this person (or nobody) sees it; null when there is none. */
export async function findRollout(
  db: Db,
  id: string,
  seen: { readonly nowMs: number; readonly person: string | null },
): Promise<RolloutDetail | null> {
  const row = await db.rollout.findUnique({
    where: { id },
    include: { ...include, emergency: true, snapshots: { orderBy: { revision: "desc" }, take: 200 } },
  });
  if (!row) return null;
  const snapshots: SnapshotView[] = row.snapshots.map((snapshot) => ({
    revision: snapshot.revision,
    at: snapshot.at.toISOString(),
    phase: snapshot.phase,
    sentence: snapshot.sentence,
    eventKinds: (snapshot.events as { kind: string }[]).map((event) => event.kind),
    actorKind: snapshot.actorKind,
    actorName: snapshot.actorName,
    reason: snapshot.reason,
    evidence: snapshot.evidence as unknown as EvidenceView[],
  }));
  const detail = detailOf(row, parseRolloutState(row.state), seen.nowMs);
  const isOwn = seen.person !== null && row.startedByPerson === seen.person;
  // "Roll back" means the place, not this page: on the page of an older rollout it would take back something else.
  const isOld = detail.phase === "completed" && (await hasNewer(db, row));
  return { ...detail, isOwn, commands: isOld ? [] : detail.commands, snapshots };
}

/** The most points a chart gets; older ones are thinned evenly. */
const maxSamples = 600;

/** Counts since the rollout began, oldest first, at most `maxSamples` per source. */
export async function listSamples(db: Db, rolloutId: string): Promise<SampleView[]> {
  const rows = await db.rolloutSample.findMany({ where: { rolloutId }, orderBy: { at: "asc" }, take: 20_000 });
  const every = Math.max(1, Math.ceil(rows.length / maxSamples));
  return rows
    .filter((_row, index) => index % every === 0 || index === rows.length - 1)
    .map((row) => ({
      at: row.at.toISOString(),
      source: row.source,
      stepIndex: row.stepIndex,
      desiredSharePercent: row.desiredSharePercent,
      observedSharePercent: row.observedSharePercent,
      canary: { requests: Number(row.canaryRequests), errors: Number(row.canaryErrors), p95Ms: row.canaryP95Ms },
      baseline: {
        requests: Number(row.baselineRequests),
        errors: Number(row.baselineErrors),
        p95Ms: row.baselineP95Ms,
      },
    }));
}
