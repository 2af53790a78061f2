import { type Instant, instant } from "@/lib/kernel/instant";
import { one } from "@/lib/kernel/rational";
import { prismaExecutor, sql } from "@/lib/platform/db/executor";
import type { Db, Tx } from "@/lib/platform/db/prisma";
import { SloDefinition } from "@/lib/slos/contract";
import { countedAt } from "@/lib/slos/counted-at-read-model";
import type { ShownLevel } from "@/lib/slos/level-read-model";
import { type LevelQuestion, loadObjectiveLevels, type ObjectiveLevel } from "@/lib/slos/objective-level-read-model";
import type { WaiverQuestion, Waivers } from "@/lib/waivers/port";
import type { PolicyOfPlace } from "./budget-policy-read-model";
import type { ObjectiveFact, PolicyFacts, StageFact } from "./domain/policy-facts";
import type { BudgetFact } from "./domain/thresholds";
import type { Emergencies } from "./port";

export interface GateQuestion {
  readonly serviceId: string;
  readonly environmentId: string;
  /** The rollout that asks; null before there is one. */
  readonly rolloutId: string | null;
  readonly purpose: "release" | "return";
  /** It has begun already. */
  readonly isRunning: boolean;
}

/** Whatever bends policies. */
export interface Bending {
  readonly waivers: Waivers;
  readonly emergencies: Emergencies;
}

/** An objective with its level now. */
export interface LeveledObjective {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly environmentId: string;
  readonly level: ObjectiveLevel;
  readonly burning: string | null;
}

interface ObjectiveRow {
  id: string;
  slug: string;
  name: string;
  version: number;
  definition: unknown;
  environment_id: string;
  target_id: string | null;
  burning: string | null;
}

/** Objectives in force of a service in some environments, with their levels from stored sums and the alerts that page. */
export async function loadObjectivesAt(
  db: Db | Tx,
  serviceId: string,
  environmentIds: readonly string[],
  now: Instant,
): Promise<LeveledObjective[]> {
  const run = prismaExecutor(db);
  const rows = await run.query<ObjectiveRow>(sql`
    select o.id, o.slug, o.name, o.version, o.definition, o.environment_id, t.id as target_id,
      (select e.sentence from burn_alert a
       join burn_alert_event e on e.objective_id = a.objective_id and e.rule = a.rule and e.what = 'fired'
       where a.objective_id = o.id and e.severity = 'page'
         and (a.state->>'status' = 'firing' or a.state->'was'->>'status' = 'firing')
       order by e.id desc limit 1) as burning
    from objective o
    ${countedAt}
    where o.service_id = ${serviceId} and o.environment_id = any(${[...environmentIds]}::text[]) and o.retired_at is null
    order by o.slug`);
  const asked = rows.map(
    (row): LevelQuestion => ({
      id: row.id,
      version: row.version,
      definition: SloDefinition.parse(row.definition),
      serviceId,
      environmentId: row.environment_id,
      targetId: row.target_id,
    }),
  );
  const levels = await loadObjectiveLevels(db, asked, now);
  return rows.map(({ id, slug, name, environment_id, burning }) => {
    const level = levels.get(id);
    if (!level) throw new Error("an objective was asked about and got no level");
    return { id, slug, name, environmentId: environment_id, level, burning };
  });
}

/** What a policy needs to know of an objective. */
export function factOf({ slug, name, level, burning }: LeveledObjective): ObjectiveFact {
  return { slug, name, budget: budgetFactOf(level), burning };
}

/** A level as a policy judges it. A source that told of every minute, and of no request in any, used none of the budget. */
export function budgetFactOf({ left, view, isQuiet, toldBest }: ShownLevel): BudgetFact {
  if (view.isDark) {
    const since = view.watermark === null ? "" : ` since ${view.watermark.slice(0, 16).replace("T", " ")} UTC`;
    return { kind: "undetermined", why: `its source has told nothing${since}.`, atMost: toldBest };
  }
  if (left !== null) return { kind: "known", ...left };
  if (isQuiet) return { kind: "known", worst: one, best: one };
  return { kind: "undetermined", why: "nothing was counted in its period yet.", atMost: null };
}

/**
 * The environment before, as its objectives are; null where it has none. Those about delivery say how releases go, not how the service
 * is: a few of them are undetermined for months, and promote nothing and hold nothing.
 */
export function stageOf(environment: string, all: readonly LeveledObjective[]): StageFact | null {
  const objectives = all.filter(({ level }) => level.delivery === null);
  if (objectives.length === 0) return null;
  return { environment, objectives: objectives.map(({ name, level }) => ({ name, verdict: verdictOf(level) })) };
}

function verdictOf({ view, isQuiet }: ShownLevel): StageFact["objectives"][number]["verdict"] {
  if (view.isDark) return view.verdict === "missed" ? "missed" : "undetermined";
  return isQuiet ? "met" : view.verdict;
}

/** The environment with the next lower rank in which this service has a target; null when this is the first. */
export function findPreviousStage(db: Db | Tx, { serviceId, environmentId }: GateQuestion) {
  return prismaExecutor(db)
    .query<{ id: string; name: string }>(sql`
      select e.id, e.name from environment e
      join target t on t.environment_id = e.id and t.service_id = ${serviceId}
      where e.rank < (select rank from environment where id = ${environmentId})
      order by e.rank desc limit 1`)
    .then((rows) => rows[0] ?? null);
}

const dayMs = 86_400_000;

/** When other releases began here within a day. */
export async function loadStarts(db: Db | Tx, { serviceId, environmentId, rolloutId }: GateQuestion, now: Instant) {
  const rows = await db.rollout.findMany({
    where: {
      serviceId,
      environmentId,
      startedAt: { gt: new Date(now - dayMs) },
      ...(rolloutId ? { id: { not: rolloutId } } : {}),
      // A return is no release: it is never counted against one.
      state: { path: ["purpose"], equals: "release" },
    },
    select: { startedAt: true },
    orderBy: { startedAt: "desc" },
    take: 100,
  });
  return rows.flatMap(({ startedAt }) => (startedAt ? [instant(startedAt.getTime())] : []));
}

/** What people said to let a rollout go. */
export async function loadReleases(
  db: Db | Tx,
  rolloutId: string | null,
  { emergencies }: Bending,
  now: Instant,
): Promise<Pick<PolicyFacts, "approvedBy" | "incidentFix" | "emergency">> {
  if (rolloutId === null) return { approvedBy: null, incidentFix: null, emergency: null };
  const releases = await db.budgetRelease.findMany({ where: { rolloutId }, orderBy: { id: "desc" } });
  const fix = releases.find(({ kind }) => kind === "incident_fix");
  const incident = fix?.incidentId
    ? await db.incident.findUnique({ where: { id: fix.incidentId }, select: { externalKey: true } })
    : null;
  const emergency = await emergencies.inForce(rolloutId, now);
  return {
    approvedBy: releases.find(({ kind }) => kind === "approval")?.byName ?? null,
    incidentFix: incident?.externalKey ?? null,
    emergency: emergency?.reason ?? null,
  };
}

/** Waivers in force for policies and objectives here. */
export async function loadWaivers(
  policies: readonly PolicyOfPlace[],
  objectives: readonly LeveledObjective[],
  { serviceId, environmentId }: GateQuestion,
  { waivers }: Bending,
  now: Instant,
): Promise<Pick<PolicyFacts, "policyWaivers" | "objectiveWaivers">> {
  const place = { serviceId, environmentId };
  const question = (kind: WaiverQuestion["kind"], subject: string): WaiverQuestion => ({ kind, subject, ...place });
  const about = (kind: WaiverQuestion["kind"], slugs: readonly string[]) =>
    [...slugs, "*"].map((slug) => question(kind, slug));
  const policySlugs = policies.map(({ slug }) => slug);
  const objectiveSlugs = objectives.map(({ slug }) => slug);
  const found = await waivers.inForce(
    [...about("budget_policy", policySlugs), ...about("objective", objectiveSlugs)],
    now,
  );
  const inForce = (kind: WaiverQuestion["kind"], slugs: readonly string[]) =>
    new Map(
      slugs.flatMap((slug) => {
        const keyOf = (subject: string) => `${kind}:${subject}:${serviceId}:${environmentId}`;
        const waiver = found.get(keyOf(slug)) ?? found.get(keyOf("*"));
        // Expiry is looked at here once more: a waiver that has ended bends nothing, whoever says so.
        return waiver && waiver.endsAt > now ? [[slug, waiver.reference] as const] : [];
      }),
    );
  return {
    policyWaivers: inForce("budget_policy", policySlugs),
    objectiveWaivers: inForce("objective", objectiveSlugs),
  };
}
