import { listClockViews } from "@/lib/clocks/clock-list-read-model";
import { instant } from "@/lib/kernel/instant";
import { prismaExecutor, sql } from "@/lib/platform/db/executor";
import type { Db, Tx } from "@/lib/platform/db/prisma";
import { findPreviousStage } from "@/lib/policies/gate-facts-read-model";
import { listSignOffGaps } from "@/lib/slos/sign-off-read-model";
import { closingOf } from "@/lib/synthetics/domain/moments";
import { loadRolloutRuns } from "@/lib/synthetics/run-read-model";
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
  const [rollout] = await prismaExecutor(db).query<{ id: string }>(sql`
    select id from rollout where service_id = ${serviceId} and environment_id = ${stage.id}
      and canary_version = ${version}::text order by created_at desc, id desc limit 1`);
  const runs = rollout && (await loadRolloutRuns(db, rollout.id));
  if (!rollout || !runs) return { name: stage.name, release: null };
  const ends = runs.items.map(({ check, cause, outcome }) => ({ check: check.name, cause, outcome }));
  return { name: stage.name, release: { id: rollout.id, ...closingOf(runs.phase, runs.checks, ends) } };
}
