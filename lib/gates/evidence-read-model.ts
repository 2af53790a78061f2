import { authorize } from "@/lib/deployments/domain/authorization";
import { loadDrills } from "@/lib/drills/drill-read-model";
import { type Instant, instant } from "@/lib/kernel/instant";
import { prismaExecutor, type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { Db, Tx } from "@/lib/platform/db/prisma";
import { findPreviousStage, loadObjectivesAt, stageOf } from "@/lib/policies/gate-facts-read-model";
import { createWaivers, questionKey } from "@/lib/waivers/in-force-read-model";
import { drillReason } from "./domain/drill";
import { type StageFacts, stageReasons } from "./domain/stage";
import { type NamedTicket, ticketReason } from "./domain/ticket";
import type { GateQuestion, GateReason, GateSource } from "./port";
import { releaseOf, trainTicketOf } from "./release-read-model";

interface TicketRow {
  by: NamedTicket["by"];
  key: string;
  train: string | null;
  number: number | null;
  system: string | null;
  state: string | null;
  type: string | null;
  approved_at: Date | null;
}

/**
 * Tickets that were named for a version: by its request, by the change requests of its commit, and by the open train that carries it; with
 * what their systems told of them.
 */
async function loadTickets(
  db: SqlExecutor,
  { named, commitSha, question }: { named: string | null; commitSha: string | null; question: GateQuestion },
): Promise<TicketRow[]> {
  const carrier = await trainTicketOf(db, question);
  return db.query<TicketRow>(sql`
    with named as (
      select 1 as rank, 'request' as by, ${named}::text as key where ${named}::text is not null
      union
      select 2, 'change', unnest(ticket_keys) from change_request
      where merge_sha = lower(${commitSha}::text) or head_sha = lower(${commitSha}::text)
      union
      select 3, 'train', ${carrier?.key ?? null}::text where ${carrier?.key ?? null}::text is not null)
    select distinct on (n.rank, n.key) n.by, n.key, ${carrier?.train ?? null}::text as train, ${carrier?.number ?? null}::int as number,
      t.system, t.state, t.type, t.approved_at
    from named n left join change_ticket t on t.key = n.key order by n.rank, n.key, t.opened_at desc nulls last limit 20`);
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
    const rule = scene.requirement("change_ticket");
    if (rule === null) return [];
    const run = prismaExecutor(db);
    const release = await releaseOf(db, question, scene);
    const named = release?.ticket ?? null;
    const rows = await loadTickets(run, { named, commitSha: scene.place.build?.commitSha ?? null, question });
    // The requirement says that a ticket is needed here, so that it is judged as production is.
    const given = { isProduction: true, kind: "normal", startedAt: instant(question.atMs) } as const;
    const tickets = rows.map((row): NamedTicket => {
      const { authorization, reason } = authorize({ ...given, ticketKey: row.key, ticket: ticketOf(row) });
      const who =
        row.by === "train"
          ? { reference: `T-${row.number}`, href: `/releases/${row.train}` }
          : { reference: row.by === "request" ? (release?.reference ?? null) : null, href: null };
      return { by: row.by, ...who, isAllowing: authorization === "authorized", reason };
    });
    const asked = { tickets, acceptsTrainTicket: rule.acceptsTrainTicket ?? false, owner: scene.place.service.owner };
    const none = authorize({ ...given, ticketKey: null, ticket: null }).reason;
    const reason = ticketReason({ ...asked, none, waiver: null });
    if (reason.state === "pass") return [reason];
    return [ticketReason({ ...asked, none, waiver: await ticketWaiver(run, question) })];
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
