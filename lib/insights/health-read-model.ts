import type { NumberShift } from "@/lib/incidents/domain/customer-numbers";
import { type Instant, instant } from "@/lib/kernel/instant";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import { type IncidentVoice, incidentSourceOf } from "./domain/incident-voices";
import type { ReleaseSignals } from "./domain/release-health";
import type { ReleaseHealth } from "./health-contract";

type Place = ReleaseHealth["service"];

export interface ReleaseRow {
  readonly id: string;
  readonly version: string;
  readonly state: ReleaseSignals["outcome"];
  readonly rolloutId: string | null;
  readonly startedAtMs: number;
  readonly finishedAtMs: number | null;
  readonly tier: number;
  readonly service: Place;
  readonly environment: Place;
  readonly phase: string | null;
  readonly evidence: readonly { readonly verdict?: string }[] | null;
  readonly pauseReasons: readonly string[] | null;
  readonly judgedAtMs: number | null;
  readonly incidents: readonly { readonly id: string; readonly title: string; readonly detectedAtMs: number }[];
  /** Sources that are switched on and told of incidents of the service within 400 days. */
  readonly sourceIds: readonly string[];
  /** Support tickets since it began (a week at most) and in the four weeks before; null where none was ever told of. */
  readonly tickets: {
    readonly since: number;
    readonly named: number;
    readonly before: number;
    /** When the first one of the service came. */
    readonly firstAtMs: number;
  } | null;
}

const customerSpanMs = 7 * 86_400_000;
const customerPastMs = 28 * 86_400_000;

export const maxReleases = 200;

/** The newest release of each service in each of these environments since a moment, with what signals say of it. */
export async function listReleases(
  db: SqlExecutor,
  { environmentIds, since }: { readonly environmentIds: readonly string[]; readonly since: Instant },
): Promise<ReleaseRow[]> {
  const rows = await db.query<{ release: string }>(sql`
    with newest as (
      select distinct on (d.service_id, d.environment_id) d.*
      from deployment d
      where d.environment_id = any(${[...environmentIds]}::text[]) and d.started_at >= ${new Date(since)}
      order by d.service_id, d.environment_id, d.started_at desc, d.id desc),
    told as (
      select i.service_id, json_agg(distinct e.id) as source_ids
      from incident i join event_source e on e.id = i.source_id and e.disabled_at is null
      where i.service_id in (select service_id from newest) and i.detected_at >= clock_timestamp() - interval '400 days'
      group by i.service_id)
    select json_build_object('id', d.id, 'version', v.name, 'state', d.state, 'rolloutId', d.rollout_id,
      'startedAtMs', (extract(epoch from d.started_at) * 1000)::bigint,
      'finishedAtMs', (extract(epoch from d.finished_at) * 1000)::bigint, 'tier', s.tier,
      'service', json_build_object('id', s.id, 'slug', s.slug, 'name', s.name),
      'environment', json_build_object('id', e.id, 'slug', e.slug, 'name', e.name),
      'phase', r.phase, 'evidence', r.latest_evidence, 'pauseReasons', r.pause_reasons,
      'judgedAtMs', (extract(epoch from r.observed_at) * 1000)::bigint,
      'incidents', coalesce((select json_agg(json_build_object('id', i.id, 'title', i.title,
          'detectedAtMs', (extract(epoch from i.detected_at) * 1000)::bigint) order by i.detected_at)
        from incident i
        where i.service_id = d.service_id and i.state in ('open', 'acknowledged') and i.duplicate_of_key is null
          and (i.environment_id is null or i.environment_id = d.environment_id)
          and (i.detected_at >= d.started_at or exists (select 1 from incident_link l where l.incident_id = i.id
            and l.deployment_id = d.id and l.verdict = 'caused' and l.superseded_at is null))), '[]'),
      'sourceIds', coalesce(t.source_ids, '[]'),
      'tickets', (select json_build_object(
          'since', count(*) filter (where c.at >= d.started_at and (c.version is null or c.version = v.name)),
          'named', count(*) filter (where c.at >= d.started_at and c.version = v.name),
          'before', count(*) filter (where c.at < d.started_at and c.at >= d.started_at - make_interval(secs => ${customerPastMs / 1_000})),
          'firstAtMs', (extract(epoch from min(c.at)) * 1000)::bigint)
        from customer_signal c
        where c.service_id = d.service_id and c.what = 'support_ticket'
          and (c.environment_id = d.environment_id or (c.environment_id is null and e.kind = 'production'))
          and c.at < d.started_at + make_interval(secs => ${customerSpanMs / 1_000})
        having count(*) > 0))::text as release
    from newest d
    join service s on s.id = d.service_id join environment e on e.id = d.environment_id join version v on v.id = d.version_id
    left join rollout r on r.id = d.rollout_id
    left join told t on t.service_id = d.service_id
    order by d.started_at desc, d.id desc
    limit ${maxReleases}`);
  return rows.map((row) => JSON.parse(row.release) as ReleaseRow);
}

const verdicts = ["pass", "fail", "inconclusive", "blind"] as const;

/** What is known beside a release: of all sources of incidents, by id; numbers of user analytics, by deployment. */
export interface Surroundings {
  readonly voices: ReadonlyMap<string, IncidentVoice>;
  readonly numbers: ReadonlyMap<string, readonly NumberShift[]>;
}

/** What the signals of a release are for the decision how it is. */
export function signalsOf(row: ReleaseRow, { voices, numbers }: Surroundings, now: Instant): ReleaseSignals {
  const own = row.sourceIds.flatMap((id) => voices.get(id) ?? []);
  return {
    outcome: row.state,
    finishedAt: row.finishedAtMs === null ? null : instant(row.finishedAtMs),
    rollout:
      row.phase === null
        ? null
        : {
            phase: row.phase,
            verdicts: (row.evidence ?? []).flatMap((one) => verdicts.filter((verdict) => verdict === one.verdict)),
            pauseReasons: row.pauseReasons ?? [],
            judgedAt: row.judgedAtMs === null ? null : instant(row.judgedAtMs),
          },
    openIncidents: row.incidents.length,
    customers: customersOf(row, now),
    numbers: numbers.get(row.id) ?? [],
    incidentSource: incidentSourceOf(own, now),
  };
}

/** Of a time in which tickets were not told of yet nothing is concluded. */
function customersOf({ tickets, startedAtMs }: ReleaseRow, now: Instant): ReleaseSignals["customers"] {
  if (tickets === null) return null;
  const { firstAtMs, ...counts } = tickets;
  return {
    ...counts,
    sinceMs: Math.max(0, Math.min(now - startedAtMs, customerSpanMs)),
    beforeMs: Math.max(0, Math.min(startedAtMs - firstAtMs, customerPastMs)),
  };
}
