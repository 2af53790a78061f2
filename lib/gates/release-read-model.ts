import { createHash } from "node:crypto";
import { type Instant, instant } from "@/lib/kernel/instant";
import { whoMay } from "@/lib/platform/auth/permissions";
import { prismaExecutor, type Sql, type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { Db, Tx } from "@/lib/platform/db/prisma";
import { riskPercentOf } from "@/lib/risk/use-cases/risk-of-place";
import { findPolicy } from "@/lib/rollouts/template-read-model";
import { approvalReason, boardReason, type ReleaseFacts } from "./domain/release-reasons";
import {
  type BoardOutcome,
  canonicalJson,
  canonicalRelease,
  type ReleaseApproval,
  type ReleaseRecord,
} from "./domain/release-request";
import type { GateQuestion, GateScene, GateSource } from "./port";
import { qualityOf } from "./quality-read-model";

const epochMs = (column: Sql) => sql`(extract(epoch from ${column}) * 1000)::bigint`;

interface Row {
  id: string;
  number: number;
  service: string;
  environment: string;
  version: string;
  note: string;
  is_flagged: boolean;
  ticket_key: string | null;
  requested_by: string;
  authors: string[];
  requested_at: Date;
  revision: number;
  approvals:
    | { hash: string; person: string; roles: string[]; by: string; comment: string; at: number; until: number }[]
    | null;
  decisions: { hash: string; outcome: BoardOutcome; reason: string; by: string; at: number }[] | null;
}

/** C-12. */
export function releaseReference(number: number): string {
  return `C-${number}`;
}

/** A request as it is kept, before anything is computed from it. */
export interface StoredRelease {
  readonly id: string;
  readonly number: number;
  readonly reference: string;
  /** Slugs. */
  readonly service: string;
  readonly environment: string;
  readonly version: string;
  readonly note: string;
  readonly isFlagged: boolean;
  readonly ticket: string | null;
  readonly requestedBy: string;
  readonly authors: readonly string[];
  readonly requestedAt: Instant;
  readonly revision: number;
  readonly approvals: readonly (ReleaseApproval & { readonly comment: string })[];
  readonly decisions: ReleaseRecord["decisions"];
}

/** Requests that fit a condition on `q`, newest first. */
export async function loadReleases(db: SqlExecutor, where: Sql, limit: number): Promise<StoredRelease[]> {
  const rows = await db.query<Row>(sql`
    select q.id, q.number, s.slug as service, e.slug as environment, q.version, q.note, q.is_flagged, q.ticket_key, q.requested_by,
      q.authors, q.requested_at, q.revision,
      (select jsonb_agg(jsonb_build_object('hash', a.content_hash, 'person', a.person, 'roles', a.roles, 'by', a.approved_by,
                'comment', a.comment, 'at', ${epochMs(sql`a.at`)}, 'until', ${epochMs(sql`a.expires_at`)}) order by a.id)
         from release_approval a where a.request_id = q.id) as approvals,
      (select jsonb_agg(jsonb_build_object('hash', b.content_hash, 'outcome', b.outcome, 'reason', b.reason, 'by', b.decided_by,
                'at', ${epochMs(sql`b.at`)}) order by b.id)
         from board_decision b where b.request_id = q.id) as decisions
    from release_request q join service s on s.id = q.service_id join environment e on e.id = q.environment_id
    where ${where} order by q.number desc limit ${limit}`);
  return rows.map(storedOf);
}

/** One request; null when there is none. */
export async function loadRelease(db: SqlExecutor, id: string): Promise<StoredRelease | null> {
  const [found] = await loadReleases(db, sql`q.id = ${id}`, 1);
  return found ?? null;
}

/** The reference of the request for a version at a place; null when nobody asked. */
export async function findReleaseId(
  db: SqlExecutor,
  asked: { readonly serviceId: string; readonly environmentId: string; readonly version: string },
): Promise<string | null> {
  const [row] = await db.query<{ number: number }>(sql`
    select number from release_request where service_id = ${asked.serviceId} and environment_id = ${asked.environmentId}
      and version = ${asked.version}`);
  return row ? releaseReference(row.number) : null;
}

/** The ticket that the open train goes under that carries a version to a place; null when none does, or it names none. */
export async function trainTicketOf(
  db: SqlExecutor,
  { serviceId, environmentId, version }: Pick<GateQuestion, "serviceId" | "environmentId" | "version">,
): Promise<{ readonly key: string; readonly train: string; readonly number: number } | null> {
  if (version === null) return null;
  const [row] = await db.query<{ key: string | null; train: string; number: number }>(sql`
    select (select x.key from train_ticket x where x.train_id = t.id order by x.id desc limit 1) as key, t.id as train, t.number
    from train t join train_car c on c.train_id = t.id join train_stop p on p.train_id = t.id
    where c.service_id = ${serviceId} and c.version = ${version} and p.environment_id = ${environmentId}
      and t.phase in ('planned', 'moving', 'at_stop')
    order by t.number desc limit 1`);
  return row?.key ? { ...row, key: row.key } : null;
}

export interface ReleaseFilter {
  /** `open`: it has not gone there since it was asked for. `decided`: the board said something. */
  readonly list?: "open" | "decided" | undefined;
  readonly service?: string | undefined;
  /** Only with a smaller number. */
  readonly before?: number | undefined;
  readonly limit: number;
}

/** Requests, newest first. */
export async function listReleases(db: SqlExecutor, filter: ReleaseFilter): Promise<StoredRelease[]> {
  const { service = null, before = null, list } = filter;
  const listed =
    list === "open"
      ? sql`not exists (select from deployment d join version v on v.id = d.version_id
              where d.service_id = q.service_id and d.environment_id = q.environment_id and v.name = q.version
                and d.state = 'succeeded' and d.started_at >= q.requested_at)`
      : list === "decided"
        ? sql`exists (select from board_decision b where b.request_id = q.id)`
        : sql`true`;
  const condition = sql`(${service}::text is null or s.slug = ${service}) and (${before}::int is null or q.number < ${before}::int)
    and ${listed}`;
  return loadReleases(db, condition, filter.limit);
}

function storedOf(row: Row): StoredRelease {
  return {
    id: row.id,
    number: row.number,
    reference: releaseReference(row.number),
    service: row.service,
    environment: row.environment,
    version: row.version,
    note: row.note,
    isFlagged: row.is_flagged,
    ticket: row.ticket_key,
    requestedBy: row.requested_by,
    authors: row.authors,
    requestedAt: instant(row.requested_at.getTime()),
    revision: row.revision,
    approvals: (row.approvals ?? []).map(({ hash, person, roles, by, comment, at, until }) => ({
      contentHash: hash,
      person,
      roles,
      approvedBy: by,
      comment,
      at: instant(Number(at)),
      expiresAt: instant(Number(until)),
    })),
    decisions: (row.decisions ?? []).map(({ hash, outcome, reason, by, at }) => ({
      contentHash: hash,
      outcome,
      reason,
      decidedBy: by,
      at: instant(Number(at)),
    })),
  };
}

/** A request with its content as it is now. */
export interface PresentRelease extends StoredRelease {
  /** The text that is approved. */
  readonly canonical: string;
  readonly record: ReleaseRecord;
}

/** SHA-256 of a canonical text, hexadecimal. */
export function hashOf(canonical: string): string {
  return createHash("sha256").update(canonical, "utf8").digest("hex");
}

/** The request for the version that is asked about, loaded once for all who need it; null when nobody asked for it. */
export function releaseOf(db: Db | Tx, question: GateQuestion, scene: GateScene): Promise<PresentRelease | null> {
  return scene.once("release", async () => {
    const { serviceId, environmentId, version } = question;
    if (version === null) return null;
    const condition = sql`q.service_id = ${serviceId} and q.environment_id = ${environmentId} and q.version = ${version}`;
    const [stored] = await loadReleases(prismaExecutor(db), condition, 1);
    return stored ? presentOf(db, stored, question, scene) : null;
  });
}

async function presentOf(
  db: Db | Tx,
  stored: StoredRelease,
  question: GateQuestion,
  scene: GateScene,
): Promise<PresentRelease> {
  const evidence = await qualityOf(prismaExecutor(db), question, scene);
  const plan = scene.plan ?? (await findPolicy(db, question.service))?.plan ?? null;
  const { build, live } = scene.place;
  const acceptsTrain = scene.requirement("change_ticket")?.acceptsTrainTicket ?? false;
  const trainTicket = acceptsTrain ? await trainTicketOf(prismaExecutor(db), question) : null;
  const canonical = canonicalRelease({
    requestId: stored.id,
    revision: stored.revision,
    note: stored.note,
    isFlagged: stored.isFlagged,
    ticketKey: stored.ticket,
    // Left out where there is none, so that what was approved before trains had tickets stays what it was.
    trainTicketKey: trainTicket?.key,
    serviceId: question.serviceId,
    environmentId: question.environmentId,
    version: stored.version,
    artifactDigest: build?.artifactDigest ?? null,
    commits: { from: live?.commitSha ?? null, to: build?.commitSha ?? null },
    from: live?.version ?? null,
    plan: canonicalJson(plan),
    requirements: scene.requirements,
    evidence,
  });
  const { id, reference, isFlagged, authors, requestedAt, approvals, decisions } = stored;
  const record = {
    id,
    reference,
    isFlagged,
    authors,
    requestedAt,
    approvals,
    decisions,
    contentHash: hashOf(canonical),
  };
  return { ...stored, canonical, record };
}

/** Chance to fail of the next change here, in percent, asked once; null when too little is known. */
export function riskOfScene(question: GateQuestion, scene: GateScene): Promise<number | null> {
  return scene.once("risk", () => riskPercentOf(question, instant(question.atMs)));
}

function factsOf(question: GateQuestion, scene: GateScene, release: PresentRelease | null): ReleaseFacts {
  const { service, environment } = scene.place;
  const query = question.version === null ? "" : `?version=${encodeURIComponent(question.version)}`;
  return {
    now: instant(question.atMs),
    version: question.version,
    record: release?.record ?? null,
    approvers: whoMay("rollout:approve"),
    board: whoMay("board:decide"),
    owner: service.owner,
    href: `/gates/${service.slug}/${environment.slug}${query}`,
  };
}

/** Approvals of others, of exactly this content. */
export const approvalSource: GateSource = {
  kind: "approval",
  async read(db, question, scene) {
    const rule = scene.requirement("approval");
    if (rule === null) return [];
    return [approvalReason(factsOf(question, scene, await releaseOf(db, question, scene)), rule.approvals)];
  },
};

/** The change advisory board, where a requirement or whoever asked for the release wants it. */
export const boardSource: GateSource = {
  kind: "board",
  async read(db, question, scene) {
    const release = await releaseOf(db, question, scene);
    const asked = scene.requirement("board");
    if (asked === null && !release?.isFlagged) return [];
    const rule = asked ?? { riskPercent: null, always: false };
    const riskPercent = rule.riskPercent === null ? null : await riskOfScene(question, scene);
    return [boardReason({ ...factsOf(question, scene, release), rule, riskPercent })];
  },
};
