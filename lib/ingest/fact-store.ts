import { createHash } from "node:crypto";
import { instant } from "@/lib/kernel/instant";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { Fact } from "./domain/fact";
import { storableFact } from "./domain/fact-check";
import { canonicalFact, type StoredFact } from "./domain/fact-identity";

/** Facts that one delivery says; `deliveryId` null for what was asked for, imported or pushed by a command. */
export interface SaidFacts {
  readonly sourceId: string;
  readonly deliveryId: string | null;
  readonly facts: readonly Fact[];
}

interface FactRow {
  readonly id: string;
  readonly kind: string;
  readonly subject_key: string;
  readonly occurred_at: number;
  readonly source_id: string;
  readonly delivery_id: string | null;
  readonly body: unknown;
}

/** SHA-256 of what a fact says, in hex: its id, the same whoever says it. */
export function factId(fact: Fact): string {
  return createHash("sha256").update(canonicalFact(fact)).digest("hex");
}

function rowOf(said: SaidFacts, given: Fact): FactRow {
  const fact = storableFact(given);
  const { subjectKey, occurredAt, ...body } = fact;
  return {
    id: factId(fact),
    kind: fact.kind,
    subject_key: subjectKey,
    occurred_at: occurredAt,
    source_id: said.sourceId,
    delivery_id: said.deliveryId,
    body,
  };
}

/**
 * Keep facts, note who says them, and mark their subjects for projection, in the caller's transaction. A fact that is there
 * already stays one. Answers how many are new. Callers have checked them with `objectionToFact`.
 */
export async function recordFacts(db: SqlExecutor, said: readonly SaidFacts[]): Promise<{ readonly added: number }> {
  const rows = said.flatMap((one) => one.facts.map((fact) => rowOf(one, fact)));
  if (rows.length === 0) return { added: 0 };
  // Everything is inserted in the order of its key, so that two workers never wait for one another in a circle.
  const [counts] = await db.query<{ added: number }>(sql`
    with given as materialized (
      select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as g(
        id text, kind text, subject_key text, occurred_at double precision, source_id text, delivery_id bigint, body jsonb)
    ), kept as (
      insert into signal_fact (id, kind, subject_key, occurred_at, source_id, delivery_id, body)
      select distinct on (id) id, kind, subject_key, to_timestamp(occurred_at / 1000), source_id, delivery_id, body
      from given order by id, delivery_id
      on conflict (id) do nothing returning id
    ), mentioned as (
      insert into fact_mention (fact_id, source_id, delivery_id)
      select distinct id, source_id, coalesce(delivery_id, 0) from given order by 1, 2, 3
      on conflict do nothing returning fact_id
    ), marked as (
      insert into dirty_subject (subject_key, kind)
      select given.subject_key, min(given.kind) from given join mentioned on mentioned.fact_id = given.id
      group by given.subject_key order by given.subject_key
      on conflict (subject_key) do update
        set marked_at = clock_timestamp(), retry_at = clock_timestamp(), attempts = 0, failure = null
    )
    select count(*)::int as added from kept`);
  return { added: counts?.added ?? 0 };
}

/**
 * Take back what deliveries said when they were read before and do not say now: `saidNow` is what they say at present. The facts
 * stay in the log; their subjects are marked. For deliveries that are read again, before `recordFacts`.
 */
export async function withdrawFacts(db: SqlExecutor, saidNow: readonly SaidFacts[]): Promise<void> {
  const deliveryIds = saidNow.flatMap(({ deliveryId }) => (deliveryId === null ? [] : [deliveryId]));
  if (deliveryIds.length === 0) return;
  const kept = saidNow.flatMap((said) =>
    said.facts.map((fact) => ({ fact_id: factId(storableFact(fact)), delivery_id: said.deliveryId })),
  );
  await db.query(sql`
    with gone as (
      delete from fact_mention m
      where m.delivery_id in (select value::bigint from jsonb_array_elements_text(${JSON.stringify(deliveryIds)}::jsonb))
        and not exists (
          select from jsonb_to_recordset(${JSON.stringify(kept)}::jsonb) as k(fact_id text, delivery_id bigint)
          where k.fact_id = m.fact_id and k.delivery_id = m.delivery_id)
      returning m.fact_id
    )
    insert into dirty_subject (subject_key, kind)
    select f.subject_key, min(f.kind) from signal_fact f join gone on gone.fact_id = f.id
    group by f.subject_key order by f.subject_key
    on conflict (subject_key) do update
      set marked_at = clock_timestamp(), retry_at = clock_timestamp(), attempts = 0, failure = null`);
}

/** What is recorded of a subject. */
export interface SubjectFacts {
  readonly subjectKey: string;
  /** What somebody says at present, in no particular order. */
  readonly facts: readonly StoredFact[];
  /** Kinds of everything that was ever said of it, so that rows made of what was taken back can go. */
  readonly kinds: ReadonlySet<string>;
}

interface LoadedRow {
  readonly id: string;
  readonly kind: string;
  readonly subject_key: string;
  readonly occurred_ms: number;
  readonly source_id: string | null;
  readonly body: object;
}

/**
 * All facts of these subjects. The source of a fact that several told is the one with the smallest id, so that it does not
 * depend on who came first.
 */
export async function loadSubjects(db: SqlExecutor, subjectKeys: readonly string[]): Promise<SubjectFacts[]> {
  const rows = await db.query<LoadedRow>(sql`
    select f.id, f.kind, f.subject_key, f.body,
      (extract(epoch from f.occurred_at) * 1000)::double precision as occurred_ms,
      (select min(m.source_id) from fact_mention m where m.fact_id = f.id) as source_id
    from signal_fact f
    where f.subject_key in (select jsonb_array_elements_text(${JSON.stringify(subjectKeys)}::jsonb))`);
  const bySubject = new Map<string, { facts: StoredFact[]; kinds: Set<string> }>(
    subjectKeys.map((key) => [key, { facts: [], kinds: new Set() }]),
  );
  for (const row of rows) {
    const subject = bySubject.get(row.subject_key);
    subject?.kinds.add(row.kind);
    if (row.source_id === null) continue;
    const head = { subjectKey: row.subject_key, occurredAt: instant(Math.round(row.occurred_ms)) };
    subject?.facts.push({ id: row.id, sourceId: row.source_id, fact: { ...row.body, ...head } as Fact });
  }
  return [...bySubject].map(([subjectKey, { facts, kinds }]) => ({ subjectKey, facts, kinds }));
}
