import { markLanes } from "@/lib/deployments/use-cases/mark-lanes";
import type { ProjectedSubject, ProjectionContext, Projector } from "@/lib/ingest/port";
import type { Instant } from "@/lib/kernel/instant";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import { derivedId } from "@/lib/platform/derived-id";
import { sendHint } from "@/lib/platform/stream/hints";
import { type AlertReading, type IncidentReading, readAlert, readIncident } from "./domain/incident-reading";
import { lanesOfIncidents } from "./incident-lane-store";

/** Makes the rows of incidents with their logs, and of alerts. What people said of an incident stays. */
export const incidentProjector: Projector = {
  kinds: ["incident", "alert"],
  async project(db, subjects, context) {
    const keys = subjects.map(({ subjectKey }) => subjectKey);
    const read = subjects.map((subject) => ({ subject, reading: readIncident(subject.facts) }));
    const present = read.flatMap(({ subject, reading }) => (reading ? [{ subject, reading }] : []));
    const gone = keys.filter((key) => !present.some(({ subject }) => subject.subjectKey === key));
    const before = await lanesOfIncidents(db, keys);
    if (gone.length > 0) await db.query(sql`delete from incident where subject_key = any(${gone}::text[])`);
    await upsertIncidents(
      db,
      present.map(({ subject, reading }) => incidentRow(subject, reading, context)),
    );
    await replaceEvents(
      db,
      present.map(({ subject, reading }) => ({ id: idOf(subject.subjectKey), reading })),
    );
    await replaceAlerts(db, subjects, context);
    await markLanes(db, [...before, ...(await lanesOfIncidents(db, keys))]);
    if (present.length + gone.length > 0) await sendHint(db, { topic: "incident", id: "all", revision: 0 });
  },
};

function idOf(subjectKey: string): string {
  return derivedId("inc", subjectKey);
}

function text(at: Instant | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}

function incidentRow(
  subject: ProjectedSubject,
  reading: IncidentReading,
  { names }: ProjectionContext,
): Record<string, unknown> {
  const sourceId = subject.facts[0]?.sourceId ?? "";
  return {
    id: idOf(subject.subjectKey),
    subject_key: subject.subjectKey,
    source_id: sourceId,
    external_key: reading.externalKey,
    title: reading.title,
    severity: reading.severity,
    state: reading.state,
    origin: reading.origin,
    service_id: names.service(sourceId, reading.service ?? undefined),
    environment_id: names.environment(sourceId, reading.environment ?? undefined),
    detected_at: text(reading.detectedAt),
    acknowledged_at: text(reading.acknowledgedAt),
    resolved_at: text(reading.resolvedAt),
    last_heard_at: text(reading.lastHeardAt),
    duplicate_of_key: reading.mergedInto,
    named_causes: reading.causes,
    url: reading.url,
  };
}

async function upsertIncidents(db: SqlExecutor, rows: readonly Record<string, unknown>[]): Promise<void> {
  if (rows.length === 0) return;
  await db.query(sql`
    insert into incident (id, subject_key, source_id, external_key, title, severity, state, origin, service_id, environment_id,
      detected_at, acknowledged_at, resolved_at, last_heard_at, duplicate_of_key, named_causes, url, updated_at)
    select n.*, clock_timestamp() from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as n(id text, subject_key text,
      source_id text, external_key text, title text, severity text, state text, origin text, service_id text,
      environment_id text, detected_at timestamptz, acknowledged_at timestamptz, resolved_at timestamptz,
      last_heard_at timestamptz, duplicate_of_key text, named_causes jsonb, url text)
    on conflict (id) do update set source_id = excluded.source_id, external_key = excluded.external_key,
      title = excluded.title, severity = excluded.severity, state = excluded.state, origin = excluded.origin,
      service_id = excluded.service_id, environment_id = excluded.environment_id, detected_at = excluded.detected_at,
      acknowledged_at = excluded.acknowledged_at, resolved_at = excluded.resolved_at, last_heard_at = excluded.last_heard_at,
      duplicate_of_key = case when incident.person_duplicate_of_key is null then excluded.duplicate_of_key
                              else nullif(incident.person_duplicate_of_key, '') end,
      named_causes = excluded.named_causes, url = excluded.url, updated_at = excluded.updated_at`);
}

async function replaceEvents(
  db: SqlExecutor,
  incidents: readonly { readonly id: string; readonly reading: IncidentReading }[],
): Promise<void> {
  if (incidents.length === 0) return;
  await db.query(sql`delete from incident_event where incident_id = any(${incidents.map(({ id }) => id)}::text[])`);
  const rows = incidents.flatMap(({ id, reading }) =>
    reading.events.map(({ factId, at, what, by, detail }) => {
      return { incident_id: id, fact_id: factId, at: text(at), what, by, detail };
    }),
  );
  await db.query(sql`
    insert into incident_event (incident_id, fact_id, at, what, by, detail)
    select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as n(incident_id text, fact_id text, at timestamptz,
      what text, by text, detail text)`);
}

async function replaceAlerts(
  db: SqlExecutor,
  subjects: readonly ProjectedSubject[],
  context: ProjectionContext,
): Promise<void> {
  await db.query(
    sql`delete from alert where subject_key = any(${subjects.map(({ subjectKey }) => subjectKey)}::text[])`,
  );
  const rows = subjects.flatMap((subject) => {
    const reading = readAlert(subject.facts.map(({ fact }) => fact));
    return reading ? [alertRow(subject, reading, context)] : [];
  });
  if (rows.length === 0) return;
  await db.query(sql`
    insert into alert (subject_key, source_id, fingerprint, title, severity, state, service_id, environment_id, starts_at,
                       resolved_at, last_heard_at, counts_as_incident, labels, url)
    select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as n(subject_key text, source_id text, fingerprint text,
      title text, severity text, state text, service_id text, environment_id text, starts_at timestamptz,
      resolved_at timestamptz, last_heard_at timestamptz, counts_as_incident bool, labels jsonb, url text)`);
}

function alertRow(
  subject: ProjectedSubject,
  reading: AlertReading,
  { names }: ProjectionContext,
): Record<string, unknown> {
  const sourceId = subject.facts[0]?.sourceId ?? "";
  return {
    subject_key: subject.subjectKey,
    source_id: sourceId,
    fingerprint: reading.fingerprint,
    title: reading.title,
    severity: reading.severity,
    state: reading.state,
    service_id: names.service(sourceId, reading.service ?? undefined),
    environment_id: names.environment(sourceId, reading.environment ?? undefined),
    starts_at: text(reading.startsAt),
    resolved_at: text(reading.resolvedAt),
    last_heard_at: text(reading.lastHeardAt),
    counts_as_incident: reading.countsAsIncident,
    labels: reading.labels,
    url: reading.url,
  };
}
