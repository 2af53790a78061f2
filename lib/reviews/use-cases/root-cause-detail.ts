import { listFailedChanges } from "@/lib/insights/failed-record-read-model";
import { type Instant, instant } from "@/lib/kernel/instant";
import { type Actor, personKeyOf } from "@/lib/platform/auth/actor";
import { prismaExecutor, type SqlExecutor } from "@/lib/platform/db/executor";
import type { Db, Tx } from "@/lib/platform/db/prisma";
import { notFound } from "@/lib/platform/refusals";
import { listActionsOf } from "../action-read-model";
import { findBreach } from "../breach-read-model";
import type { DutyView, RootCauseDetail } from "../contract";
import type { ReviewRules } from "../domain/review-rules";
import { dutyOf, signReasons, type TimelineEntry } from "../domain/root-cause";
import { reviewRulesAt } from "../review-rules-read-model";
import { findDeploymentPlace, findRootCause, type StoredRootCause } from "../root-cause-read-model";
import { loadTimeline } from "../timeline-read-model";
import { whyNot } from "./refuse";

export interface Subject {
  readonly kind: "breach" | "deployment";
  readonly id: string;
}

/** What a root cause is about. */
export interface KnownSubject {
  readonly name: string;
  readonly service: RootCauseDetail["service"];
  /** Since when one is required; null when none is. */
  readonly requiredSince: Instant | null;
  readonly dueDays: number;
  readonly timeline: readonly TimelineEntry[];
}

/** Throws `not_found`. */
export async function requireSubject(db: SqlExecutor, subject: Subject, now: Instant): Promise<KnownSubject> {
  const { rules } = await reviewRulesAt(db, now);
  return subject.kind === "breach" ? ofBreach(db, subject.id, rules, now) : ofDeployment(db, subject.id, rules, now);
}

async function ofBreach(db: SqlExecutor, id: string, rules: ReviewRules, now: Instant): Promise<KnownSubject> {
  const breach = await findBreach(db, id, rules, now);
  if (!breach) throw notFound("breach", id);
  const { view } = breach;
  const environmentId = view.environment?.id ?? null;
  const openedAt = instant(Date.parse(view.openedAt));
  const from = instant(Date.parse(view.periodFrom));
  const to = instant(Math.max(Math.min(Date.parse(view.periodTo), now), openedAt));
  return {
    name: `${view.reference} ${view.subjectName}`,
    service: view.service,
    requiredSince: view.duty ? openedAt : null,
    dueDays: rules.rootCause.dueDays,
    timeline: await loadTimeline(db, { serviceId: view.service.id, environmentId, from, to }),
  };
}

async function ofDeployment(db: SqlExecutor, id: string, rules: ReviewRules, now: Instant): Promise<KnownSubject> {
  const place = await findDeploymentPlace(db, id);
  if (!place) throw notFound("deployment", id);
  const [failed] = await listFailedChanges(db, { ids: [id] }, now);
  const isRequired = failed !== undefined && rules.rootCause.failedChangeTiers.includes(place.tier);
  const to = instant(Math.max(place.to, failed?.restoredAt ?? 0));
  const { service, environmentId, from, name } = place;
  return {
    name,
    service,
    requiredSince: isRequired ? failed.detectedAt : null,
    dueDays: rules.rootCause.dueDays,
    timeline: await loadTimeline(db, { serviceId: service.id, environmentId, from, to }),
  };
}

/** The document of a subject as shown to `actor`, also while nobody has written it. Throws `not_found`. */
export async function rootCauseDetail(
  db: Db | Tx,
  subject: Subject,
  actor: Actor,
  now: Instant,
): Promise<RootCauseDetail> {
  const executor = prismaExecutor(db);
  const known = await requireSubject(executor, subject, now);
  const stored = await findRootCause(executor, { subjectKind: subject.kind, subjectId: subject.id });
  return {
    ...shownDocument(stored),
    subjectKind: subject.kind,
    subjectId: subject.id,
    subjectName: known.name,
    service: known.service,
    duty: dutyView(known, stored, now),
    timeline: known.timeline.map((entry) => ({ ...entry })),
    actions: stored ? await listActionsOf(executor, "root_cause", stored.id, now) : [],
    may: {
      write: whyNot(actor, "review:write", []),
      sign: stored ? whyNot(actor, "review:sign", signReasonsOf(stored, actor)) : "Nobody has written it yet.",
    },
  };
}

function shownDocument(stored: StoredRootCause | null) {
  if (!stored)
    return { id: null, reference: null, version: 0, content: null, contentHash: null, versions: [], signOff: null };
  const { id, reference, version, contentHash, versions, signOff, content } = stored;
  const shown = {
    ...content,
    factors: [...content.factors],
    whys: [...content.whys],
    timeline: content.timeline.map((entry) => ({ ...entry })),
  };
  return { id, reference, version, contentHash, versions, signOff, content: shown };
}

function dutyView(known: KnownSubject, stored: StoredRootCause | null, now: Instant): DutyView | null {
  if (known.requiredSince === null) return null;
  const state = { isWritten: stored !== null, isSigned: stored?.signOff != null };
  const duty = dutyOf({ since: known.requiredSince, ...state }, known.dueDays, now);
  return { ...duty, dueAt: new Date(duty.dueAt).toISOString() };
}

/** Why `actor` may not sign the newest version, when they look at it. */
function signReasonsOf(stored: StoredRootCause, actor: Actor) {
  const { version, contentHash, authors, signOff } = stored;
  return signReasons(
    { version, contentHash, authors, isSigned: signOff !== null },
    { person: personKeyOf(actor), seenHash: contentHash },
  );
}
