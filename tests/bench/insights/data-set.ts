import pg from "pg";

/** How large the generated organisation is. 250 000 deployments and 1.5 million events with these numbers. */
export interface DataSize {
  readonly services: number;
  /** Each is deployed to staging, then to production. */
  readonly versionsPerService: number;
  readonly days: number;
  /** Moment of the last deployment. */
  readonly until: Date;
}

/**
 * Statements that fill an empty database with an organisation: everything follows from row numbers through `hashint8`, so that the same
 * size gives the same data on every machine. Versions reach staging and then production; some fail and bring an incident, some of
 * those are rolled back, some are repaired.
 */
function statements({ services, versionsPerService, days, until }: DataSize): string[] {
  const end = `timestamptz '${until.toISOString()}'`;
  const stepMs = Math.floor((days * 86_400_000) / versionsPerService);
  // Uniform in [0, 1) from a number.
  const chance = (of: string, salt: number): string =>
    `((hashint8((${of})::bigint * 1000003 + ${salt})::bigint + 2147483648) / 4294967296.0)`;
  const nth = `(s.n * 100000 + v.n)`;
  return [
    "alter table signal_fact disable trigger user",
    "insert into environment (id, slug, name, kind, rank) values ('env_staging', 'staging', 'Staging', 'staging', 30), ('env_production', 'production', 'Production', 'production', 40)",
    "insert into team (id, slug, name) select 'team_' || n, 'team-' || n, 'Team ' || n from generate_series(1, 20) n",
    `insert into service (id, slug, name, tier, owner_team_id, repository_url, updated_at)
       select 'svc_' || n, 'service-' || n, 'Service ' || n, n % 4, 'team_' || (1 + n % 20), 'https://git.example/acme/service-' || n, now()
       from generate_series(1, ${services}) n`,
    `create table gen as select s.n as s, v.n as v, ${nth} as id, md5('c' || ${nth}) || substr(md5('d' || ${nth}), 1, 8) as sha,
       ${end} - ((${versionsPerService} - v.n) * ${stepMs}::float8 + ${chance(nth, 1)} * ${stepMs * 0.8}::float8) * interval '1 millisecond' as at,
       ${chance(nth, 2)} as luck, ${chance(nth, 3)} as speed
       from generate_series(1, ${services}) s(n), generate_series(1, ${versionsPerService}) v(n)`,
    "create index on gen (s, v)",
    "analyze gen",
    `insert into commit_fact (repository, sha, authored_at, committed_at, author, title, parents)
       select 'git.example/acme/service-' || s, md5('b' || id) || substr(md5('a' || id), 1, 8), at - (1 + 90 * speed) * interval '1 hour',
         at - (1 + 90 * speed) * interval '1 hour', 'dev-' || (id % 400), 'First of ' || v,
         case when v > 1 then array[md5('c' || (id - 1)) || substr(md5('d' || (id - 1)), 1, 8)] else array[]::text[] end from gen
       union all
       select 'git.example/acme/service-' || s, sha, at - (0.8 + 40 * speed) * interval '1 hour', at - (0.8 + 40 * speed) * interval '1 hour',
         'dev-' || (id % 400), 'Second of ' || v, array[md5('b' || id) || substr(md5('a' || id), 1, 8)] from gen`,
    `insert into change_request (subject_key, source_id, repository, number, title, author, state, opened_at, ready_at, first_commit_at,
         first_review_at, approved_at, merged_at, merge_sha, head_sha, merge_style, commit_shas, ticket_keys, additions, deletions, changed_files)
       select 'change_request:git:' || id, 'src_git', 'git.example/acme/service-' || s, v, 'Change ' || v, 'dev-' || (id % 400), 'merged',
         at - (0.7 + 38 * speed) * interval '1 hour', at - (0.7 + 38 * speed) * interval '1 hour', at - (1 + 90 * speed) * interval '1 hour',
         at - (0.6 + 20 * speed) * interval '1 hour', at - (0.5 + 8 * speed) * interval '1 hour', at - (0.4 + 6 * speed) * interval '1 hour',
         sha, sha, 'squash', array[sha], case when luck < 0.9 then array['CHG-' || id] else array[]::text[] end, (400 * speed)::int, (90 * luck)::int, 1 + (20 * speed)::int
       from gen`,
    `insert into pipeline_run (subject_key, source_id, name, repository, service_id, version, commit_sha, state, queued_at, started_at, finished_at)
       select 'pipeline_run:git:' || id, 'src_git', 'build', 'git.example/acme/service-' || s, 'svc_' || s, '1.' || v || '.0', sha, 'succeeded',
         at - (0.4 + 6 * speed) * interval '1 hour', at - (0.38 + 6 * speed) * interval '1 hour', at - (0.2 + 5 * speed) * interval '1 hour' from gen`,
    `insert into pipeline_stage (run_key, stage_key, name, kind, state, started_at, finished_at)
       select 'pipeline_run:git:' || id, k.kind, k.kind, k.kind, 'succeeded', at - (k.a + k.b * speed) * interval '1 hour', at - (k.c + k.d * speed) * interval '1 hour'
       from gen, (values ('build', 0.38, 6.0, 0.33, 5.7), ('test', 0.33, 5.7, 0.25, 5.2), ('data_preparation', 0.25, 5.2, 0.2, 5.0)) k(kind, a, b, c, d)`,
    `insert into version (id, service_id, name, commit_sha, created_at) select 'ver_' || id, 'svc_' || s, '1.' || v || '.0', sha, at from gen`,
    `insert into change_ticket (subject_key, source_id, key, system, title, type, state, opened_at)
       select 'ticket:sn:' || id, 'src_sn', 'CHG-' || id, 'servicenow', 'Change ' || v, case when luck > 0.885 then 'emergency' else 'normal' end, 'closed', at - interval '2 hours'
       from gen where luck < 0.9`,
    `insert into deployment (id, service_id, environment_id, version_id, attempt, origin, state, started_at, finished_at, started_by, to_commit, ticket_key, created_at)
       select 'dep_' || e.slug || '_' || id, 'svc_' || s, 'env_' || e.slug, 'ver_' || id, 1, 'pipeline',
         (case when luck between 0.4 and 0.42 then 'failed' when luck between 0.42 and 0.44 then 'rolled_back' else 'succeeded' end)::deployment_state,
         at + e.after, at + e.after + (120 + 600 * speed) * interval '1 second', 'ci', sha, case when luck < 0.9 then 'CHG-' || id end, at
       from gen, (values ('staging', interval '0'), ('production', interval '25 minutes')) e(slug, after)`,
    `insert into event_source (id, slug, name, kind, config, updated_at, last_event_at) values ('src_pd', 'pagerduty', 'PagerDuty', 'pagerduty', '{}', now(), ${end})`,
    `insert into incident (id, subject_key, source_id, external_key, title, severity, state, origin, service_id, environment_id, detected_at, resolved_at)
       select 'inc_' || id, 'incident:pd:' || id, 'src_pd', 'P' || id, 'Incident of ' || v, 'high', 'resolved', 'incident', 'svc_' || s, 'env_production',
         at + interval '45 minutes' + 3600 * speed * interval '1 second', at + interval '55 minutes' + (3600 + 9000 * luck * speed) * interval '1 second'
       from gen where luck between 0.5 and 0.54`,
    `insert into incident_link (id, incident_id, deployment_id, verdict, score, evidence, decided_by_kind, decided_by, rule_version)
       select 'lnk_' || id, 'inc_' || id, 'dep_production_' || id, 'caused', 0.9, '[]', 'system', 'attribution', 1 from gen where luck between 0.5 and 0.54`,
    `insert into signal_fact (id, kind, subject_key, occurred_at, source_id, body)
       select md5(k.kind || k.what || id), k.kind, k.kind || ':' || id, at + k.after, 'src_git', jsonb_build_object('kind', k.kind, 'what', k.what, 'service', 'service-' || s, 'version', '1.' || v || '.0')
       from gen, (values ('deployment', 'staging started', interval '0'), ('deployment', 'staging finished', interval '5 minutes'),
         ('deployment', 'production started', interval '25 minutes'), ('deployment', 'production finished', interval '31 minutes'),
         ('commit', 'first', interval '-8 hours'), ('commit', 'second', interval '-7 hours'), ('change_request', 'opened', interval '-6 hours'),
         ('change_request', 'reviewed', interval '-5 hours'), ('change_request', 'approved', interval '-4 hours'), ('change_request', 'merged', interval '-3 hours'),
         ('pipeline_run', 'started', interval '-3 hours'), ('pipeline_run', 'finished', interval '-2 hours')) k(kind, what, after)`,
    "alter table signal_fact enable trigger user",
    `insert into dirty_lane (service_id, environment_id, since) select service_id, environment_id, min(started_at) from deployment group by 1, 2 on conflict do nothing`,
    "drop table gen",
    "vacuum analyze",
  ];
}

export interface GeneratedCounts {
  readonly deployments: number;
  readonly events: number;
  readonly lanes: number;
}

/** Fill the database at this address (as its superuser) and say how much is in it now. */
export async function generateData(adminUrl: string, size: DataSize): Promise<GeneratedCounts> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    await client.query("set synchronous_commit = off");
    for (const statement of statements(size)) await client.query(statement);
    const { rows } = await client.query<GeneratedCounts>(
      `select (select count(*)::int from deployment) as deployments, (select count(*)::int from signal_fact) as events,
         (select count(*)::int from dirty_lane) as lanes`,
    );
    const [counts] = rows;
    if (!counts) throw new Error("nothing was counted");
    return counts;
  } finally {
    await client.end();
  }
}
