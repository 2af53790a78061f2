import type { Instant } from "@/lib/kernel/instant";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { DeclarationView, IgnoreView } from "./contract";

interface Row {
  id: string;
  service: string;
  versions: string;
  environment_slug: string | null;
  environment_name: string | null;
  origin: "catalog" | "api";
  needs: { service: string; range: string }[];
  evidence: string | null;
  said_by: string;
  said_at: Date;
  confirmed_at: Date;
  revision: number;
}

const select = sql`
  select d.id, s.slug as service, d.versions, e.slug as environment_slug, e.name as environment_name, d.origin, d.evidence, d.said_by,
    d.said_at, d.confirmed_at, d.revision,
    coalesce((select jsonb_agg(jsonb_build_object('service', p.slug, 'range', n.range) order by p.slug)
              from dependency_need n join service p on p.id = n.provider_id where n.declaration_id = d.id), '[]'::jsonb) as needs
  from dependency_declaration d join service s on s.id = d.service_id left join environment e on e.id = d.environment_id`;

function placeOf(slug: string | null, name: string | null): { slug: string; name: string } | null {
  return slug === null || name === null ? null : { slug, name };
}

function viewOf(row: Row): DeclarationView {
  const { environment_slug, environment_name, said_by, said_at, confirmed_at, ...rest } = row;
  return {
    ...rest,
    environment: placeOf(environment_slug, environment_name),
    saidBy: said_by,
    saidAt: said_at.toISOString(),
    confirmedAt: confirmed_at.toISOString(),
  };
}

/** What was said of a service's needs, the newest word first; at most 200. */
export async function listDeclarations(db: SqlExecutor, serviceId: string): Promise<DeclarationView[]> {
  const rows = await db.query<Row>(sql`
    ${select} where d.service_id = ${serviceId} order by d.confirmed_at desc, d.id desc limit 200`);
  return rows.map(viewOf);
}

/** One declaration, held until the transaction ends; null when there is none. */
export async function lockDeclaration(db: SqlExecutor, id: string): Promise<DeclarationView | null> {
  const [row] = await db.query<Row>(sql`${select} where d.id = ${id} for update of d`);
  return row ? viewOf(row) : null;
}

/** The id of the declaration of exactly these versions, this environment and origin; null when there is none. */
export async function findDeclarationId(
  db: SqlExecutor,
  of: {
    readonly serviceId: string;
    readonly versions: string;
    readonly environmentId: string | null;
    readonly origin: string;
  },
): Promise<string | null> {
  const [row] = await db.query<{ id: string }>(sql`
    select id from dependency_declaration where service_id = ${of.serviceId} and versions = ${of.versions}
      and environment_id is not distinct from ${of.environmentId}::text and origin = ${of.origin}`);
  return row?.id ?? null;
}

interface IgnoreRow {
  id: string;
  consumer_slug: string;
  consumer_name: string;
  provider_slug: string | null;
  provider_name: string | null;
  environment_slug: string | null;
  environment_name: string | null;
  reason: string;
  ignored_by: string;
  at: Date;
  until: Date;
}

/** What is taken out of verdicts now, the next to end first; at most 500. */
export async function listIgnores(db: SqlExecutor, now: Instant): Promise<IgnoreView[]> {
  const rows = await db.query<IgnoreRow>(sql`
    select i.id, c.slug as consumer_slug, c.name as consumer_name, p.slug as provider_slug, p.name as provider_name,
      e.slug as environment_slug, e.name as environment_name, i.reason, i.ignored_by, i.at, i.until
    from dependency_ignore i join service c on c.id = i.consumer_id left join service p on p.id = i.provider_id
    left join environment e on e.id = i.environment_id
    where i.ended_at is null and i.until > ${new Date(now).toISOString()}::timestamptz order by i.until, i.id limit 500`);
  return rows.map((row) => ({
    id: row.id,
    consumer: { slug: row.consumer_slug, name: row.consumer_name },
    provider: placeOf(row.provider_slug, row.provider_name),
    environment: placeOf(row.environment_slug, row.environment_name),
    reason: row.reason,
    ignoredBy: row.ignored_by,
    at: row.at.toISOString(),
    until: row.until.toISOString(),
  }));
}

export interface CatalogRow {
  readonly slug: string;
  readonly name: string;
  readonly tier: number;
  readonly team: string | null;
}

/** Services that are not archived, by slug: the nodes of the graph; at most 5 000. */
export async function listCatalogRows(db: SqlExecutor): Promise<CatalogRow[]> {
  return db.query<CatalogRow>(sql`
    select s.slug, s.name, s.tier, m.name as team from service s left join team m on m.id = s.owner_team_id
    where s.archived_at is null order by s.slug limit 5000`);
}

/** Which of these services has anything declared for an environment or for all. */
export async function listDeclaredServices(db: SqlExecutor, environmentId: string): Promise<{ service: string }[]> {
  return db.query<{ service: string }>(sql`
    select distinct s.slug as service from dependency_declaration d join service s on s.id = d.service_id
    where d.environment_id is null or d.environment_id = ${environmentId}`);
}

/** Of these services (slugs) those of which anything at all tells what they need, or who needs them. */
export async function listKnownServices(db: SqlExecutor, slugs: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await db.query<{ slug: string }>(sql`
    select s.slug from service s where s.slug = any(${[...slugs]}::text[]) and (
      exists (select from dependency_declaration where service_id = s.id)
      or exists (select from dependency_need where provider_id = s.id)
      or exists (select from contract_result where consumer_id = s.id)
      or exists (select from contract_result where provider_id = s.id)
      or exists (select from observed_call where consumer_id = s.id)
      or exists (select from observed_call where provider_id = s.id))`);
  return new Set(rows.map(({ slug }) => slug));
}

/** The environment of a slug; without one the last that a change reaches. Null when there is none. */
export async function findPlace(
  db: SqlExecutor,
  slug: string | undefined,
): Promise<{ id: string; slug: string; name: string } | null> {
  const [row] = await db.query<{ id: string; slug: string; name: string }>(sql`
    select id, slug, name from environment where ${slug ?? null}::text is null or slug = ${slug ?? null}
    order by rank desc, slug limit 1`);
  return row ?? null;
}
