import { assert } from "@/lib/kernel/assert";
import { instant } from "@/lib/kernel/instant";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import { isInForce } from "./domain/waiver";
import type { WaiverInForce, WaiverKind, WaiverQuestion, Waivers } from "./port";
import { loadWaivers, type StoredWaiver } from "./waiver-record-read-model";

/** The key of a question in the answer. */
export function questionKey({ kind, subject, serviceId, environmentId }: WaiverQuestion): string {
  return `${kind}:${subject}:${serviceId}:${environmentId}`;
}

/** How many waivers of one kind can be in force at once before the answer would leave some out; then it fails. */
const inForceMax = 2_000;

/**
 * The waivers of these kinds that are in force at `at`. The statement only narrows down to granted ones around that time; each is then
 * decided from its kept text, its approvals and the time, so that what was changed past the product bends nothing.
 */
export async function waiversInForce(
  db: SqlExecutor,
  kinds: readonly WaiverKind[],
  at: number,
  serviceIds: readonly string[] | null = null,
): Promise<StoredWaiver[]> {
  const now = new Date(at).toISOString();
  const services = serviceIds === null ? sql`true` : sql`w.service_id = any(${[...serviceIds]}::text[])`;
  const found = await loadWaivers(
    db,
    sql`w.kind = any(${[...kinds]}::text[]) and ${services} and exists (
      select from waiver_grant g where g.waiver_id = w.id and g.revision = w.revision
        and g.starts_at <= ${now}::timestamptz and g.ends_at > ${now}::timestamptz)`,
    inForceMax,
  );
  assert(found.length < inForceMax, "more waivers are in force than can be looked at");
  return found.filter((waiver) => isInForce(waiver.record, instant(at)));
}

/** A waiver as whoever asks about a rule is told of it. */
export function toInForce({ id, reference, record }: StoredWaiver): WaiverInForce {
  const { kind, subject, justification, endsAt } = record.content;
  return { id, reference, kind, subject, reason: justification, endsAt };
}

/** The port over the database. */
export function createWaivers(db: SqlExecutor): Waivers {
  return {
    async inForce(questions, at) {
      const answer = new Map<string, WaiverInForce>();
      if (questions.length === 0) return answer;
      const kinds = [...new Set(questions.map(({ kind }) => kind))];
      const serviceIds = [...new Set(questions.map(({ serviceId }) => serviceId))];
      const waivers = await waiversInForce(db, kinds, at, serviceIds);
      for (const question of questions) {
        const fits = waivers.find((waiver) => bends(waiver, question));
        if (fits) answer.set(questionKey(question), toInForce(fits));
      }
      return answer;
    },
  };
}

function bends({ record: { content } }: StoredWaiver, question: WaiverQuestion): boolean {
  return (
    content.kind === question.kind &&
    content.serviceId === question.serviceId &&
    content.environmentId === question.environmentId &&
    (content.subject === "*" || content.subject === question.subject)
  );
}
