import { markLanes } from "@/lib/deployments/use-cases/mark-lanes";
import type { ProjectedSubject, ProjectionContext, Projector } from "@/lib/ingest/port";
import { instant } from "@/lib/kernel/instant";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";

/** Makes a row of each change of a feature flag: candidates for the cause of an incident. */
export const flagProjector: Projector = {
  kinds: ["flag_change"],
  async project(db, subjects, context) {
    await db.query(sql`
      delete from flag_change where subject_key = any(${subjects.map(({ subjectKey }) => subjectKey)}::text[])`);
    const rows = subjects.flatMap((subject) => flagRows(subject, context));
    await insertFlagChanges(db, rows);
    await markLanes(
      db,
      rows.flatMap(({ service_id: serviceId, environment_id: environmentId, at }) =>
        serviceId && environmentId ? [{ serviceId, environmentId, since: instant(Date.parse(at)) }] : [],
      ),
    );
  },
};

function flagRows(subject: ProjectedSubject, { names }: ProjectionContext) {
  return subject.facts.flatMap(({ id, fact, sourceId }) => {
    if (fact.kind !== "flag_change") return [];
    return [
      {
        fact_id: id,
        subject_key: subject.subjectKey,
        source_id: sourceId,
        flag: fact.flag,
        service_id: names.service(sourceId, fact.service),
        environment_id: names.environment(sourceId, fact.environment),
        from_value: fact.from ?? null,
        to_value: fact.to ?? null,
        by: fact.by ?? null,
        at: new Date(fact.occurredAt).toISOString(),
      },
    ];
  });
}

async function insertFlagChanges(db: SqlExecutor, rows: ReturnType<typeof flagRows>): Promise<void> {
  if (rows.length === 0) return;
  await db.query(sql`
    insert into flag_change (fact_id, subject_key, source_id, flag, service_id, environment_id, from_value, to_value, by, at)
    select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as n(fact_id text, subject_key text, source_id text,
      flag text, service_id text, environment_id text, from_value text, to_value text, by text, at timestamptz)`);
}
