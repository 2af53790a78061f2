import type { Instant } from "@/lib/kernel/instant";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { ContractResult, Declaration, Facts, Ignore, Move, Need, ObservedCall, Running } from "./domain/facts";
import { createKnowledge, type Knowledge } from "./domain/knowledge";
import { loadRunningVersions } from "./running-read-model";

/** How long after it was last seen a call still says that two services are related. */
const callsCountMs = 30 * 24 * 3_600_000;

/** Everything that the engines need to know about one environment, by slugs. */
export interface World {
  readonly running: Running;
  readonly knowledge: Knowledge;
  readonly facts: Facts;
  /** The newest versions of each service that could be moved to; empty unless they were asked for. */
  readonly candidates: ReadonlyMap<string, readonly string[]>;
}

export interface WorldAsked {
  readonly environment: { readonly id: string; readonly slug: string };
  /** Versions that do not run and are asked about. */
  readonly moves: readonly Move[];
  readonly now: Instant;
  /** How many of the newest versions of every service are candidates too; 0: none. */
  readonly candidateCount?: number;
}

/** Load what is known about an environment, as far as it bears on what runs there and on what is asked about. */
export async function loadWorld(db: SqlExecutor, asked: WorldAsked): Promise<World> {
  return (await loadSharedWorld(db, asked)).worldOf(asked.moves);
}

/** What was loaded once for several questions about one environment. */
export interface SharedWorld {
  /** The world of some of the moves that were asked about: exactly what `loadWorld` answers for them alone. */
  worldOf(moves: readonly Move[]): World;
}

/** Load once what is known about an environment for questions about any of these moves, each on its own. */
export async function loadSharedWorld(db: SqlExecutor, asked: WorldAsked): Promise<SharedWorld> {
  const { environment, moves, now, candidateCount = 0 } = asked;
  const running = await loadRunningVersions(db, environment.id);
  const candidates = candidateCount > 0 ? await loadCandidates(db, candidateCount) : new Map<string, string[]>();
  const all = versionsAskedAbout(running, moves, candidates);
  const declarations = await loadDeclarations(db, environment, all);
  const results = await loadResults(db, all);
  const calls = await loadCalls(db, environment.id, now);
  const ignores = await loadIgnoresInForce(db, environment.id, now);
  return {
    worldOf(these) {
      const { services, names } = versionsAskedAbout(running, these, candidates);
      const isAsked = new Set(services.map((service, index) => `${service} ${names[index]}`));
      const facts = {
        // What was said of exactly another version is not heard, as it was not loaded for this question alone.
        declarations: declarations
          .filter(({ isExact, said }) => !isExact || isAsked.has(`${said.service} ${said.versions}`))
          .map(({ said }) => said),
        results: results.filter(({ consumer, consumerVersion }) => isAsked.has(`${consumer} ${consumerVersion}`)),
        calls,
        ignores,
      };
      return { running, facts, candidates, knowledge: createKnowledge(facts, environment.slug) };
    },
  };
}

interface AskedVersions {
  readonly services: readonly string[];
  readonly names: readonly string[];
}

function versionsAskedAbout(
  running: Running,
  moves: readonly Move[],
  candidates: ReadonlyMap<string, readonly string[]>,
): AskedVersions {
  const wanted = new Set<string>();
  const pairs: [string, string][] = [];
  const add = (service: string, version: string) => {
    const key = `${service} ${version}`;
    if (wanted.has(key)) return;
    wanted.add(key);
    pairs.push([service, version]);
  };
  for (const source of [running, candidates]) {
    for (const [service, names] of source) for (const name of names) add(service, name);
  }
  for (const { service, version } of moves) if (version !== null) add(service, version);
  return { services: pairs.map(([service]) => service), names: pairs.map(([, name]) => name) };
}

async function loadCandidates(db: SqlExecutor, count: number): Promise<Map<string, string[]>> {
  const rows = await db.query<{ slug: string; names: string[] }>(sql`
    select s.slug, array_agg(v.name order by v.created_at desc, v.id desc) as names
    from service s join lateral (
      select * from version where service_id = s.id order by created_at desc, id desc limit ${count}) v on true
    where s.archived_at is null group by s.slug`);
  return new Map(rows.map(({ slug, names }) => [slug, names]));
}

interface DeclarationRow {
  service: string;
  versions: string;
  is_exact: boolean;
  is_here: boolean;
  origin: "catalog" | "api";
  evidence: string | null;
  confirmed_at: Date;
  needs: Need[];
}

/** Those of ranges, and those of exactly the versions that are asked about. */
async function loadDeclarations(
  db: SqlExecutor,
  environment: WorldAsked["environment"],
  { services, names }: AskedVersions,
): Promise<{ readonly isExact: boolean; readonly said: Declaration }[]> {
  const rows = await db.query<DeclarationRow>(sql`
    with asked as (select * from unnest(${services}::text[], ${names}::text[]) as a (service, name)),
    chosen as (
      select d.*, s.slug from dependency_declaration d join service s on s.id = d.service_id
      where (d.environment_id is null or d.environment_id = ${environment.id}) and s.archived_at is null
        and (not d.is_exact or exists (select from asked a where a.service = s.slug and a.name = d.versions)))
    select c.slug as service, c.versions, c.is_exact, c.environment_id is not null as is_here, c.origin, c.evidence, c.confirmed_at,
      coalesce((select jsonb_agg(jsonb_build_object('provider', p.slug, 'range', n.range) order by p.slug)
                from dependency_need n join service p on p.id = n.provider_id where n.declaration_id = c.id), '[]'::jsonb) as needs
    from chosen c`);
  return rows.map(({ is_exact, is_here, confirmed_at, ...rest }) => ({
    isExact: is_exact,
    said: { ...rest, environment: is_here ? environment.slug : null, saidAtMs: confirmed_at.getTime() },
  }));
}

interface ResultRow {
  consumer: string;
  consumer_version: string;
  provider: string;
  provider_version: string;
  is_verified: boolean;
  evidence: string | null;
  at: Date;
}

/** The newest result of each pair whose consumer is asked about. */
async function loadResults(db: SqlExecutor, { services, names }: AskedVersions): Promise<ContractResult[]> {
  const rows = await db.query<ResultRow>(sql`
    with asked as (
      select s.id, s.slug, a.name from unnest(${services}::text[], ${names}::text[]) as a (service, name) join service s on s.slug = a.service)
    select distinct on (r.consumer_id, r.consumer_version, r.provider_id, r.provider_version)
      a.slug as consumer, r.consumer_version, p.slug as provider, r.provider_version, r.is_verified, r.evidence, r.at
    from asked a join contract_result r on r.consumer_id = a.id and r.consumer_version = a.name join service p on p.id = r.provider_id
    order by r.consumer_id, r.consumer_version, r.provider_id, r.provider_version, r.at desc, r.id desc`);
  return rows.map(({ consumer_version, provider_version, is_verified, at, ...rest }) => ({
    ...rest,
    consumerVersion: consumer_version,
    providerVersion: provider_version,
    isVerified: is_verified,
    atMs: at.getTime(),
  }));
}

async function loadCalls(db: SqlExecutor, environmentId: string, now: Instant): Promise<ObservedCall[]> {
  const since = new Date(now - callsCountMs).toISOString();
  const rows = await db.query<{ consumer: string; consumer_version: string; provider: string; last_seen_at: Date }>(sql`
    select c.slug as consumer, o.consumer_version, p.slug as provider, o.last_seen_at
    from observed_call o join service c on c.id = o.consumer_id join service p on p.id = o.provider_id
    where o.environment_id = ${environmentId} and o.last_seen_at > ${since}::timestamptz`);
  return rows.map(({ consumer, consumer_version, provider, last_seen_at }) => ({
    consumer,
    consumerVersion: consumer_version,
    provider,
    lastSeenAtMs: last_seen_at.getTime(),
  }));
}

/** What is taken out of the question in an environment. Whether it is in force is decided here, by the clock. */
async function loadIgnoresInForce(db: SqlExecutor, environmentId: string, now: Instant): Promise<Ignore[]> {
  const rows = await db.query<{
    id: string;
    consumer: string;
    provider: string | null;
    reason: string;
    ignored_by: string;
    until: Date;
  }>(sql`
    select i.id, c.slug as consumer, p.slug as provider, i.reason, i.ignored_by, i.until
    from dependency_ignore i join service c on c.id = i.consumer_id left join service p on p.id = i.provider_id
    where i.ended_at is null and i.until > ${new Date(now).toISOString()}::timestamptz
      and (i.environment_id is null or i.environment_id = ${environmentId})
    order by i.until`);
  return rows.map(({ id, consumer, provider, reason, ignored_by, until }) => ({
    id,
    consumer,
    provider,
    reason,
    by: ignored_by,
    untilMs: until.getTime(),
  }));
}
