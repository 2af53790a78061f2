import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import { hintChannel } from "@/lib/platform/stream/hints";
import type { Progress } from "./loop-store";

/** One statement for all rollouts, so that a thousand of them cost one round trip: latest numbers, points, looks, hints. */
export async function saveProgress(db: SqlExecutor, progress: readonly Progress[]): Promise<void> {
  if (progress.length === 0) return;
  const rows = progress.map(({ samples: _, looks: __, judgeState, ...row }) => ({
    ...row,
    judgeState: judgeState ?? null,
    observedAt: row.observedAt === null ? null : new Date(row.observedAt).toISOString(),
  }));
  const samples = progress.flatMap((one) =>
    one.samples.map((sample) => ({ ...sample, at: new Date(sample.at).toISOString() })),
  );
  const looks = progress.flatMap(({ rolloutId, looks: ofOne }) =>
    ofOne.map(({ at, stepIndex, stepStartedAt, health, metrics }) => ({
      ...{ rolloutId, stepIndex, heard: { health, metrics } },
      ...{ at: new Date(at).toISOString(), stepStartedAt: new Date(stepStartedAt).toISOString() },
    })),
  );
  await db.query(sql`
    with changed as (
      update rollout r set judge_state = p."judgeState", latest_evidence = p.evidence,
        observed_share_percent = p."observedSharePercent", observed_at = p."observedAt"
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as p("rolloutId" text, "judgeState" jsonb, evidence jsonb,
        "observedSharePercent" double precision, "observedAt" timestamptz, revision int)
      where r.id = p."rolloutId" returning r.id, p.revision
    ), points as (
      insert into rollout_sample (rollout_id, at, source, step_index, desired_share_percent, observed_share_percent,
        canary_requests, canary_errors, canary_p95_ms, baseline_requests, baseline_errors, baseline_p95_ms, latency)
      select s."rolloutId", s.at, s.source, s."stepIndex", s."desiredSharePercent", s."observedSharePercent",
        (s.canary ->> 'requests')::bigint, (s.canary ->> 'errors')::bigint, (s.canary ->> 'p95Ms')::float8,
        (s.baseline ->> 'requests')::bigint, (s.baseline ->> 'errors')::bigint, (s.baseline ->> 'p95Ms')::float8,
        s.latency
      from jsonb_to_recordset(${JSON.stringify(samples)}::jsonb) as s("rolloutId" text, at timestamptz, source text,
        "stepIndex" int, "desiredSharePercent" float8, "observedSharePercent" float8, canary jsonb, baseline jsonb,
        latency text)
      on conflict do nothing
    ), looks as (
      insert into rollout_look (rollout_id, at, step_index, step_started_at, heard)
      select l."rolloutId", l.at, l."stepIndex", l."stepStartedAt", l.heard
      from jsonb_to_recordset(${JSON.stringify(looks)}::jsonb) as l("rolloutId" text, at timestamptz, "stepIndex" int,
        "stepStartedAt" timestamptz, heard jsonb)
      on conflict do nothing
    )
    select pg_notify(${hintChannel}, json_build_object('topic', 'rollout-live', 'id', h.id, 'revision', h.revision)::text)::text as sent
    from changed h`);
}
