import type { Actor } from "@/lib/platform/auth/actor";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";

/** An incident that is held until the transaction ends. */
export interface LockedIncident {
  readonly id: string;
  readonly title: string;
  readonly subjectKey: string;
  readonly duplicateOfKey: string | null;
}

/** Hold an incident; null when there is none. */
export async function lockIncident(db: SqlExecutor, id: string): Promise<LockedIncident | null> {
  const rows = await db.query<{ id: string; title: string; subject_key: string; duplicate_of_key: string | null }>(sql`
    select id, title, subject_key, duplicate_of_key from incident where id = ${id} for update`);
  const [row] = rows;
  return row
    ? { id: row.id, title: row.title, subjectKey: row.subject_key, duplicateOfKey: row.duplicate_of_key }
    : null;
}

/** What a deployment is called, for the record; null when there is none. */
export async function deploymentName(db: SqlExecutor, id: string): Promise<string | null> {
  const rows = await db.query<{ name: string }>(sql`
    select concat_ws(' ', s.slug, v.name) as name from deployment d join service s on s.id = d.service_id
      join version v on v.id = d.version_id where d.id = ${id}`);
  return rows[0]?.name ?? null;
}

/** Supersede what is said of a pair; answers the verdict that a person had given, if one had. */
export async function supersedeLink(db: SqlExecutor, incidentId: string, deploymentId: string): Promise<string | null> {
  const rows = await db.query<{ verdict: string; decided_by_kind: string }>(sql`
    update incident_link set superseded_at = clock_timestamp()
    where incident_id = ${incidentId} and deployment_id = ${deploymentId} and superseded_at is null
    returning verdict, decided_by_kind::text as decided_by_kind`);
  return rows.find((row) => row.decided_by_kind !== "system")?.verdict ?? null;
}

export interface PersonLink {
  readonly id: string;
  readonly incidentId: string;
  readonly deploymentId: string;
  readonly verdict: "caused" | "not_caused";
  readonly actor: Actor;
  readonly reason: string;
  readonly ruleVersion: number;
}

/** Add what a person said of a pair. */
export async function insertPersonLink(db: SqlExecutor, link: PersonLink): Promise<void> {
  const { actor } = link;
  const evidence = [{ code: "person", sentence: link.reason, weight: 1 }];
  await db.query(sql`
    insert into incident_link (id, incident_id, deployment_id, verdict, score, evidence, decided_by_kind, decided_by, reason, rule_version)
    values (${link.id}, ${link.incidentId}, ${link.deploymentId}, ${link.verdict}, 1, ${JSON.stringify(evidence)}::jsonb,
            ${actor.kind}::actor_kind, ${actor.name}, ${link.reason}, ${link.ruleVersion})`);
}

/** Note what a person calls the original of an incident; null: it is no duplicate. */
export async function savePersonDuplicate(db: SqlExecutor, id: string, originalKey: string | null): Promise<void> {
  await db.query(sql`
    update incident set person_duplicate_of_key = ${originalKey ?? ""}, duplicate_of_key = ${originalKey},
      updated_at = clock_timestamp() where id = ${id}`);
}
