import { authorize } from "@/lib/deployments/domain/authorization";
import { loadDrills } from "@/lib/drills/drill-read-model";
import { type Instant, instant } from "@/lib/kernel/instant";
import { prismaExecutor, type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { Db, Tx } from "@/lib/platform/db/prisma";
import { findPreviousStage, loadObjectivesAt, stageOf } from "@/lib/policies/gate-facts-read-model";
import { createWaivers, questionKey } from "@/lib/waivers/in-force-read-model";
import { drillReason } from "./domain/drill";
import { type StageFacts, stageReasons } from "./domain/stage";
import type { GateQuestion, GateReason, GateSource } from "./port";
import { releaseOf } from "./release-read-model";

interface TicketRow {
  key: string;
  system: string | null;
  state: string | null;
  type: string | null;
  approved_at: Date | null;
  url: string | null;
}

/** Tickets that the request names, or the change requests of the version's commit; with what their systems told of them. */
async function loadTickets(db: SqlExecutor, named: string | null, commitSha: string | null): Promise<TicketRow[]> {
  return db.query<TicketRow>(sql`
    with named as (
      select ${named}::text as key where ${named}::text is not null
      union
      select unnest(ticket_keys) from change_request
      where merge_sha = lower(${commitSha}::text) or head_sha = lower(${commitSha}::text))
    select distinct on (n.key) n.key, t.system, t.state, t.type, t.approved_at, t.url
    from named n left join change_ticket t on t.key = n.key order by n.key, t.opened_at desc nulls last limit 20`);
}

async function ticketWaiver(db: SqlExecutor, { serviceId, environmentId, atMs }: GateQuestion): Promise<string | null> {
  const asked = { kind: "change_ticket", subject: "*", serviceId, environmentId } as const;
  const found = await createWaivers(db).inForce([asked], atMs);
  return found.get(questionKey(asked))?.reference ?? null;
}

/** Whether a deployment that began now would be authorized, by the rule that deployments are judged by afterwards. */
export const ticketSource: GateSource = {
  kind: "change_ticket",
  async read(db, question, scene) {
    if (scene.requirement("change_ticket") === null) return [];
    const run = prismaExecutor(db);
    const release = await releaseOf(db, question, scene);
    const tickets = await loadTickets(run, release?.ticket ?? null, scene.place.build?.commitSha ?? null);
    const startedAt = instant(question.atMs);
    // The requirement says that a ticket is needed here, so that it is judged as production is.
    const given = { isProduction: true, kind: "normal", startedAt } as const;
    const judged = tickets.map((row) => authorize({ ...given, ticketKey: row.key, ticket: ticketOf(row) }));
    const leave = judged.find(({ authorization }) => authorization === "authorized");
    const said = { kind: "change_ticket", href: "/deployments" } as const;
    if (leave) return [{ ...said, state: "pass", sentence: leave.reason, owner: null, nextAction: null }];
    const { reason } = judged[0] ?? authorize({ ...given, ticketKey: null, ticket: null });
    const sentence = `${reason} Without one the deployment would be unauthorized.`;
    const waiver = await ticketWaiver(run, question);
    const rest = { ...said, owner: scene.place.service.owner };
    if (waiver) return [{ ...rest, state: "waived", sentence: `${sentence} Waived by ${waiver}.`, nextAction: null }];
    const nextAction = "Have a change ticket approved, and name it in the release request or the change request.";
    return [{ ...rest, state: "blocked", sentence, nextAction }];
  },
};

function ticketOf({ system, state, type, approved_at }: TicketRow) {
  if (system === null || state === null) return null;
  return { system, state, type, approvedAt: approved_at === null ? null : instant(approved_at.getTime()) };
}

/** Whether going back was practised lately. */
export const drillSource: GateSource = {
  kind: "drill",
  async read(db, question, scene) {
    if (scene.requirement("drill") === null) return [];
    const { service } = scene.place;
    const { duty, dueAt, drills } = await loadDrills(prismaExecutor(db), service, instant(question.atMs));
    const last = drills[0]?.doneAt ?? null;
    return [drillReason({ duty, dueAt, last, owner: service.owner, href: `/services/${service.slug}` })];
  },
};

/** What the environment before this one has shown. */
export const stageSource: GateSource = {
  kind: "stage",
  async read(db, question, scene): Promise<readonly GateReason[]> {
    const rule = scene.requirement("stage");
    if (rule === null) return [];
    const { service } = scene.place;
    const now = instant(question.atMs);
    const facts = { version: question.version, now, minHours: rule.minHours, owner: service.owner };
    const previous = await previousOf(db, question, rule.objectives, now);
    return stageReasons({ ...facts, previous, href: `/services/${service.slug}` });
  },
};

async function previousOf(
  db: Db | Tx,
  question: GateQuestion,
  withObjectives: boolean,
  now: Instant,
): Promise<StageFacts["previous"]> {
  const { serviceId, environmentId, version } = question;
  const asked = { serviceId, environmentId, rolloutId: null, purpose: "release", isRunning: false } as const;
  const stage = await findPreviousStage(db, asked);
  if (stage === null) return null;
  const all = withObjectives ? await loadObjectivesAt(db, serviceId, [stage.id], now) : [];
  const deployment = version === null ? null : await newestDeployment(prismaExecutor(db), serviceId, stage.id, version);
  const objectives = withObjectives ? (stageOf(stage.name, all)?.objectives ?? []) : null;
  return { name: stage.name, deployment, objectives };
}

async function newestDeployment(db: SqlExecutor, serviceId: string, environmentId: string, version: string) {
  const [row] = await db.query<{ state: string; finished_at: Date | null }>(sql`
    select d.state::text as state, d.finished_at from deployment d join version v on v.id = d.version_id
    where d.service_id = ${serviceId} and d.environment_id = ${environmentId} and v.name = ${version}
    order by d.started_at desc, d.id desc limit 1`);
  if (!row) return null;
  return { state: row.state, finishedAt: row.finished_at === null ? null : instant(row.finished_at.getTime()) };
}
