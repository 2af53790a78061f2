import type { ProjectedSubject, ProjectionContext, Projector } from "@/lib/ingest/port";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";

/** Makes a row of each thing that customers said or did. */
export const customerProjector: Projector = {
  kinds: ["customer"],
  async project(db, subjects, context) {
    await db.query(sql`
      delete from customer_signal where subject_key = any(${subjects.map(({ subjectKey }) => subjectKey)}::text[])`);
    await insertSignals(
      db,
      subjects.flatMap((subject) => signalRows(subject, context)),
    );
  },
};

function signalRows(subject: ProjectedSubject, { names }: ProjectionContext): Record<string, unknown>[] {
  return subject.facts.flatMap(({ id, fact, sourceId }) => {
    if (fact.kind !== "customer") return [];
    return [
      {
        fact_id: id,
        subject_key: subject.subjectKey,
        source_id: sourceId,
        what: fact.what,
        service_id: names.service(sourceId, fact.service),
        environment_id: names.environment(sourceId, fact.environment),
        version: fact.version ?? null,
        title: fact.title ?? null,
        metric: fact.metric ?? null,
        value: fact.value ?? null,
        better: fact.better ?? null,
        url: fact.url ?? null,
        at: new Date(fact.occurredAt).toISOString(),
      },
    ];
  });
}

async function insertSignals(db: SqlExecutor, rows: readonly Record<string, unknown>[]): Promise<void> {
  if (rows.length === 0) return;
  await db.query(sql`
    insert into customer_signal (fact_id, subject_key, source_id, what, service_id, environment_id, version, title, metric, value,
                                 better, url, at)
    select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as n(fact_id text, subject_key text, source_id text,
      what text, service_id text, environment_id text, version text, title text, metric text, value float8, better text, url text,
      at timestamptz)`);
}
