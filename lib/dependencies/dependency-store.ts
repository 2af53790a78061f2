import type { Instant } from "@/lib/kernel/instant";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";

export interface SavedDeclaration {
  readonly id: string;
  readonly serviceId: string;
  readonly versions: string;
  readonly isExact: boolean;
  readonly environmentId: string | null;
  readonly origin: "catalog" | "api";
  readonly evidence: string | null;
  readonly by: string;
  readonly at: Instant;
  readonly needs: readonly { readonly providerId: string; readonly range: string }[];
}

const time = (at: Instant) => new Date(at).toISOString();

/** Keep a new declaration. A second one of the same versions, environment and origin is an error of the database. */
export async function insertDeclaration(db: SqlExecutor, given: SavedDeclaration): Promise<void> {
  await db.query(sql`
    insert into dependency_declaration (id, service_id, versions, is_exact, environment_id, origin, evidence, said_by, said_at, confirmed_at)
    values (${given.id}, ${given.serviceId}, ${given.versions}, ${given.isExact}, ${given.environmentId}, ${given.origin},
            ${given.evidence}, ${given.by}, ${time(given.at)}::timestamptz, ${time(given.at)}::timestamptz)`);
  await insertNeeds(db, given);
}

/** Replace what a locked declaration says. */
export async function replaceDeclaration(db: SqlExecutor, given: SavedDeclaration): Promise<void> {
  await db.query(sql`
    update dependency_declaration set evidence = ${given.evidence}, said_by = ${given.by}, said_at = ${time(given.at)}::timestamptz,
      confirmed_at = ${time(given.at)}::timestamptz, revision = revision + 1
    where id = ${given.id}`);
  await db.query(sql`delete from dependency_need where declaration_id = ${given.id}`);
  await insertNeeds(db, given);
}

async function insertNeeds(db: SqlExecutor, { id, needs }: SavedDeclaration): Promise<void> {
  if (needs.length === 0) return;
  const providers = needs.map(({ providerId }) => providerId);
  const ranges = needs.map(({ range }) => range);
  await db.query(sql`
    insert into dependency_need (declaration_id, provider_id, range)
    select ${id}, said.provider_id, said.range from unnest(${providers}::text[], ${ranges}::text[]) as said (provider_id, range)`);
}

/** A declaration was said again as it is. */
export async function confirmDeclaration(
  db: SqlExecutor,
  given: Pick<SavedDeclaration, "id" | "evidence" | "at">,
): Promise<void> {
  await db.query(sql`
    update dependency_declaration set confirmed_at = ${time(given.at)}::timestamptz, evidence = coalesce(${given.evidence}, evidence)
    where id = ${given.id}`);
}

/** Take a locked declaration away. What it said stands in the audit log. */
export async function deleteDeclaration(db: SqlExecutor, id: string): Promise<void> {
  await db.query(sql`delete from dependency_declaration where id = ${id}`);
}

export interface NewContractResult {
  readonly consumerId: string;
  readonly consumerVersion: string;
  readonly providerId: string;
  readonly providerVersion: string;
  readonly isVerified: boolean;
  readonly evidence: string | null;
}

/** Keep what tests of pairs of versions came to. */
export async function insertContractResults(
  db: SqlExecutor,
  results: readonly NewContractResult[],
  pushed: { readonly by: string; readonly at: Instant },
): Promise<void> {
  const rows = results.map((one) => ({
    consumer_id: one.consumerId,
    consumer_version: one.consumerVersion,
    provider_id: one.providerId,
    provider_version: one.providerVersion,
    is_verified: one.isVerified,
    evidence: one.evidence,
  }));
  await db.query(sql`
    insert into contract_result (consumer_id, consumer_version, provider_id, provider_version, is_verified, evidence, pushed_by, at)
    select said.consumer_id, said.consumer_version, said.provider_id, said.provider_version, said.is_verified, said.evidence,
           ${pushed.by}, ${time(pushed.at)}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as said (consumer_id text, consumer_version text, provider_id text, provider_version text, is_verified boolean, evidence text)`);
}

export interface SavedPresence {
  readonly serviceId: string;
  readonly environmentId: string;
  readonly versions: readonly string[];
}

/** Keep what somebody says runs, in the place of what was said before. */
export async function savePresences(
  db: SqlExecutor,
  presences: readonly SavedPresence[],
  stated: { readonly by: string; readonly at: Instant; readonly evidence: string | null },
): Promise<void> {
  const rows = presences.map(({ serviceId, environmentId, versions }) => ({
    service_id: serviceId,
    environment_id: environmentId,
    versions,
  }));
  await db.query(sql`
    insert into stated_presence (service_id, environment_id, versions, evidence, stated_by, stated_at)
    select said.service_id, said.environment_id, said.versions, ${stated.evidence}, ${stated.by}, ${time(stated.at)}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as said (service_id text, environment_id text, versions text[])
    on conflict (service_id, environment_id) do update set versions = excluded.versions, evidence = excluded.evidence,
      stated_by = excluded.stated_by, stated_at = excluded.stated_at`);
}

export interface NewIgnore {
  readonly id: string;
  readonly consumerId: string;
  readonly providerId: string | null;
  readonly environmentId: string | null;
  readonly reason: string;
  readonly by: string;
  readonly at: Instant;
  readonly untilMs: number;
}

/** Take a need out of verdicts until a time. */
export async function insertIgnore(db: SqlExecutor, given: NewIgnore): Promise<void> {
  await db.query(sql`
    insert into dependency_ignore (id, consumer_id, provider_id, environment_id, reason, ignored_by, at, until)
    values (${given.id}, ${given.consumerId}, ${given.providerId}, ${given.environmentId}, ${given.reason}, ${given.by},
            ${time(given.at)}::timestamptz, ${new Date(given.untilMs).toISOString()}::timestamptz)`);
}

/** Let a need count again. False when it did already. */
export async function endIgnore(
  db: SqlExecutor,
  given: { readonly id: string; readonly by: string; readonly at: Instant },
): Promise<boolean> {
  const rows = await db.query<{ id: string }>(sql`
    update dependency_ignore set ended_at = ${time(given.at)}::timestamptz, ended_by = ${given.by}
    where id = ${given.id} and ended_at is null and until > ${time(given.at)}::timestamptz returning id`);
  return rows.length > 0;
}

export interface SeenCalls {
  readonly consumerId: string;
  readonly consumerVersion: string;
  readonly providerId: string;
  readonly environmentId: string;
  readonly calls: number;
  readonly lastAtMs: number;
}

/** Add up which version was seen calling whom. In an order of its own, so that two requests never wait for one another in a circle. */
export async function addSeenCalls(db: SqlExecutor, seen: readonly SeenCalls[]): Promise<void> {
  if (seen.length === 0) return;
  const rows = seen.map((one) => ({
    consumer_id: one.consumerId,
    consumer_version: one.consumerVersion,
    provider_id: one.providerId,
    environment_id: one.environmentId,
    calls: one.calls,
    last_at: new Date(one.lastAtMs).toISOString(),
  }));
  await db.query(sql`
    insert into observed_call (consumer_id, consumer_version, provider_id, environment_id, calls, first_seen_at, last_seen_at)
    select said.consumer_id, said.consumer_version, said.provider_id, said.environment_id, said.calls, said.last_at, said.last_at
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as said (consumer_id text, consumer_version text, provider_id text, environment_id text, calls bigint, last_at timestamptz)
    order by said.consumer_id, said.consumer_version, said.provider_id, said.environment_id
    on conflict (consumer_id, consumer_version, provider_id, environment_id) do update
      set calls = observed_call.calls + excluded.calls, last_seen_at = greatest(observed_call.last_seen_at, excluded.last_seen_at)`);
}
