import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { GatePlace } from "./port";

interface PlaceRow {
  service_id: string;
  service_slug: string;
  service_name: string;
  tier: number;
  team: string | null;
  environment_id: string;
  environment_slug: string;
  environment_name: string;
  environment_kind: string;
  live: string | null;
  live_commit: string | null;
  is_known: boolean;
  commit_sha: string | null;
  artifact_digest: string | null;
}

export interface AskedPlace {
  /** Slugs. */
  readonly service: string;
  readonly environment: string;
  readonly version: string | null;
}

/** A place by its slugs, with what runs there and what is known of the version; null when there is no such service or environment. */
export async function findGatePlace(db: SqlExecutor, asked: AskedPlace): Promise<GatePlace | null> {
  const [row] = await db.query<PlaceRow>(sql`
    select s.id as service_id, s.slug as service_slug, s.name as service_name, s.tier, m.name as team,
      e.id as environment_id, e.slug as environment_slug, e.name as environment_name, e.kind::text as environment_kind,
      l.name as live, l.commit_sha as live_commit, v.id is not null as is_known, v.commit_sha, v.artifact_digest
    from service s join environment e on e.slug = ${asked.environment}
    left join team m on m.id = s.owner_team_id
    left join target t on t.service_id = s.id and t.environment_id = e.id
    left join target_slot x on x.target_id = t.id and x.is_live
    left join version l on l.id = x.version_id
    left join version v on v.service_id = s.id and v.name = ${asked.version}
    where s.slug = ${asked.service} limit 1`);
  if (!row) return null;
  return {
    service: {
      id: row.service_id,
      slug: row.service_slug,
      name: row.service_name,
      tier: row.tier,
      owner: row.team ?? "the service's owner",
    },
    environment: {
      id: row.environment_id,
      slug: row.environment_slug,
      name: row.environment_name,
      kind: row.environment_kind,
    },
    live: row.live === null ? null : { version: row.live, commitSha: row.live_commit },
    build: row.is_known ? { commitSha: row.commit_sha, artifactDigest: row.artifact_digest } : null,
  };
}

/** The id of an environment by its slug; null when there is none. */
export async function environmentIdOf(db: SqlExecutor, slug: string): Promise<string | null> {
  const [row] = await db.query<{ id: string }>(sql`select id from environment where slug = ${slug}`);
  return row?.id ?? null;
}

export interface ListedPlace extends AskedPlace {
  /** The key of its service in the order of the list. */
  readonly cursor: string;
}

export interface PlaceFilter {
  readonly service?: string | undefined;
  readonly environment?: string | undefined;
  /** Only services of the teams of this user. */
  readonly memberId?: string | undefined;
  /** After the service of this slug. */
  readonly after?: string | undefined;
  /** Services, of which each may have several places. */
  readonly limit: number;
}

/**
 * Where services that are not archived have targets, with the newest version of each service: what would go there next. By service, then
 * in the order of environments.
 */
export async function listGatePlaces(db: SqlExecutor, filter: PlaceFilter): Promise<ListedPlace[]> {
  const { service = null, environment = null, memberId = null, after = null } = filter;
  return db.query<ListedPlace>(sql`
    with chosen as (
      select s.id, s.slug from service s
      where s.archived_at is null and (${service}::text is null or s.slug = ${service})
        and (${after}::text is null or s.slug > ${after})
        and (${memberId}::text is null or s.owner_team_id in (select team_id from team_member where user_id = ${memberId}))
        and exists (select from target t join environment e on e.id = t.environment_id
                    where t.service_id = s.id and (${environment}::text is null or e.slug = ${environment}))
      order by s.slug limit ${filter.limit})
    select c.slug as service, e.slug as environment, c.slug as cursor,
      (select v.name from version v where v.service_id = c.id order by v.created_at desc, v.id desc limit 1) as version
    from chosen c join target t on t.service_id = c.id join environment e on e.id = t.environment_id
    where ${environment}::text is null or e.slug = ${environment}
    order by c.slug, e.rank, e.slug`);
}

/** Where a rollout waits or goes, and what it waits for; null when there is no such rollout. */
export async function findRolloutPlace(
  db: SqlExecutor,
  rolloutId: string,
): Promise<(AskedPlace & { readonly person: string | null }) | null> {
  const [row] = await db.query<AskedPlace & { person: string | null }>(sql`
    select s.slug as service, e.slug as environment, r.canary_version as version, r.started_by_person as person
    from rollout r join service s on s.id = r.service_id join environment e on e.id = r.environment_id
    where r.id = ${rolloutId}`);
  return row ?? null;
}
