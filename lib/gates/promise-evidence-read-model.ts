import { listClockViews } from "@/lib/clocks/clock-list-read-model";
import { instant } from "@/lib/kernel/instant";
import { prismaExecutor, sql } from "@/lib/platform/db/executor";
import type { Db, Tx } from "@/lib/platform/db/prisma";
import { findPreviousStage } from "@/lib/policies/gate-facts-read-model";
import { listSignOffGaps } from "@/lib/slos/sign-off-read-model";
import { closingOf } from "@/lib/synthetics/domain/moments";
import { loadDeploymentRuns, loadRolloutRuns } from "@/lib/synthetics/run-read-model";
import { clockReasons, type JourneyFacts, journeyReason, signOffReasons } from "./domain/promise-reasons";
import type { GateQuestion, GateSource } from "./port";

/** Whether those who must agree signed what the objectives of the place say. */
export const signOffSource: GateSource = {
  kind: "sign_offs",
  async read(db, { service, environment }, scene) {
    const rule = scene.requirement("sign_offs");
    if (rule === null) return [];
    return signOffReasons(await listSignOffGaps(db, { service, environment }), rule.parties, scene.place.service.owner);
  },
};

/** How many open clocks of a service are looked at, those that are due first. */
const maxClocks = 50;

/** Whether a promise about time to the service's users is broken now, or nearly. */
export const clockSource: GateSource = {
  kind: "clocks",
  async read(db, { service, atMs }, scene) {
    const rule = scene.requirement("clocks");
    if (rule === null) return [];
    const { items } = await listClockViews(db, { list: "open", service, limit: maxClocks }, instant(atMs));
    return clockReasons(items, rule, scene.place.service.owner);
  },
};

/** Whether the version's release to the environment before was closed by its journeys. */
export const journeySource: GateSource = {
  kind: "journeys",
  async read(db, question, scene) {
    if (scene.requirement("journeys") === null) return [];
    const { slug, owner } = scene.place.service;
    const about = { version: question.version, owner, href: `/services/${slug}` };
    return [journeyReason({ ...about, previous: await previousOf(db, question) })];
  },
};

async function previousOf(db: Db | Tx, question: GateQuestion): Promise<JourneyFacts["previous"]> {
  const { serviceId, environmentId, version } = question;
  const asked = { serviceId, environmentId, rolloutId: null, purpose: "release", isRunning: false } as const;
  const stage = await findPreviousStage(db, asked);
  if (stage === null) return null;
  // The newest of both ways: a rollout of ours, or a deployment that a pipeline reported.
  const [release] = await prismaExecutor(db).query<{ kind: "rollout" | "deployment"; id: string }>(sql`
    select kind, id from (
      select 'rollout' as kind, id, created_at as at from rollout
      where service_id = ${serviceId} and environment_id = ${stage.id} and canary_version = ${version}::text
      union all
      select 'deployment', d.id, d.started_at from deployment d join version v on v.id = d.version_id
      where d.service_id = ${serviceId} and d.environment_id = ${stage.id} and v.name = ${version}::text
        and d.rollout_id is null and d.origin = 'pipeline') as release
    order by at desc, id desc limit 1`);
  if (!release) return { name: stage.name, release: null };
  const { kind, id } = release;
  const runs = kind === "rollout" ? await loadRolloutRuns(db, id) : await loadDeploymentRuns(db, id);
  if (!runs) return { name: stage.name, release: null };
  const ends = runs.items.map(({ check, cause, outcome }) => ({ check: check.name, cause, outcome }));
  const href = kind === "rollout" ? `/rollouts/${id}` : `/deployments/${id}`;
  return { name: stage.name, release: { href, ...closingOf(runs.phase, runs.checks, ends) } };
}
