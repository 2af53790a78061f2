import { measureWords } from "@/lib/insights/domain/measures";
import type { Instant } from "@/lib/kernel/instant";
import type { SqlExecutor } from "@/lib/platform/db/executor";
import { intervalWords, numberWords } from "@/lib/trends/domain/figure-words";
import { newsOf } from "@/lib/trends/domain/target-judgement";
import { scopePartsOf, scopeWords, targetHref } from "@/lib/trends/domain/target-scope";
import { type JudgedTarget, listJudgedTargets } from "@/lib/trends/target-read-model";
import { listKnownSubjects, loadStanding } from "../alarm-place-read-model";
import { saveResolved } from "../alarm-store";
import type { AlarmParts } from "../port";
import { endAlarm } from "./end-alarm";
import { raiseAlarm } from "./raise-alarm";

/** Alarms that begin or end in one round; what is beyond waits a minute. */
const changesARound = 50;

/**
 * Tell of delivery targets that are missed, that this is over, and that one is met. That one is met is news and no alarm: it is told and
 * over at once. In the caller's transaction.
 */
export async function watchTargets(db: SqlExecutor, parts: AlarmParts, now: Instant): Promise<void> {
  const standing = await loadStanding(db, ["target"]);
  const judged = await listJudgedTargets(db);
  const known = await listKnownSubjects(db, judged.map(metSubjectOf));
  let changed = 0;
  for (const one of judged) {
    if (changed >= changesARound) return;
    const alarm = standing.get(missedSubjectOf(one)) ?? null;
    standing.delete(missedSubjectOf(one));
    const news = newsOf(one.judgements, alarm !== null);
    if (news === null || (news === "met" && known.has(metSubjectOf(one)))) continue;
    if (news === "recovered" && alarm) await endAlarm(db, parts, alarm, { sentence: sentenceOf(one) }, now);
    else await raise(db, parts, one, news === "missed", now);
    changed += 1;
  }
  const sentence = "Another target took its place.";
  for (const alarm of standing.values()) await endAlarm(db, parts, alarm, { sentence }, now);
}

function missedSubjectOf({ target }: JudgedTarget): string {
  return `target:${target.id}`;
}

function metSubjectOf({ target, judgements }: JudgedTarget): string {
  return `target:${target.id}:met:${judgements[0]?.day ?? ""}`;
}

async function raise(
  db: SqlExecutor,
  parts: AlarmParts,
  one: JudgedTarget,
  isMissed: boolean,
  now: Instant,
): Promise<void> {
  const { measure, scope } = one.target;
  const subjectKey = isMissed ? missedSubjectOf(one) : metSubjectOf(one);
  const id = await raiseAlarm(
    db,
    parts,
    {
      ...{ subjectKey, kind: "target", objectiveId: null, serviceId: one.serviceId, environmentId: null },
      team: scopePartsOf(scope).team,
      titleOf: () => `${measureWords[measure].title} of ${scopeWords(scope)}: target ${isMissed ? "missed" : "met"}`,
      sentence: sentenceOf(one),
      facts: { target: { of: scopeWords(scope), path: targetHref(scope) } },
    },
    now,
  );
  if (!isMissed) await saveResolved(db, id, now, "A target that is met asks for nothing.");
}

/** The figure, its interval and the target, in one sentence. */
function sentenceOf({ target: { measure, value: aim, judgement, setBy } }: JudgedTarget): string {
  const { title, unit } = measureWords[measure];
  if (!judgement || judgement.value === null) return `${title} is not known.`;
  const { value, low, high, n, fromDay, day } = judgement;
  const interval = intervalWords({ value, low, high, n, status: "ok" }, unit);
  return (
    `${title} was ${numberWords(value, unit)} (95 %: ${interval}; n = ${n}) from ${fromDay} to ${day}; ` +
    `the target is ${numberWords(aim, unit)}, set by ${setBy}.`
  );
}
