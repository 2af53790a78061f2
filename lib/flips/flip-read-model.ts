import { verdictOf } from "@/lib/gates/domain/verdict";
import { lineOf } from "@/lib/gates/domain/verdict-words";
import type { GateReason } from "@/lib/gates/port";
import type { Instant } from "@/lib/kernel/instant";
import { whoMay } from "@/lib/platform/auth/permissions";
import { type Sql, type SqlExecutor, sql } from "@/lib/platform/db/executor";
import { decodeCursor, type Page, toPage } from "@/lib/platform/paging";
import type { FlagFlipView } from "./contract";
import { type FlipMade, flipInWords } from "./domain/flip";
import type { FlipPlace } from "./flip-store";

/** A flag that goes up step by step is far from this. */
const maxHistory = 500;

/** The flips that were made with a flag in a place, oldest first; refused ones are not among them. */
export async function listFlipsMade(db: SqlExecutor, place: FlipPlace): Promise<FlipMade[]> {
  return db.query<FlipMade>(sql`
    select "from", "to" from (
      select number, from_value as "from", to_value as "to" from flag_flip
      where service_id = ${place.serviceId} and environment_id = ${place.environmentId} and flag = ${place.flag}
        and outcome <> 'refused' order by number desc limit ${maxHistory}) as newest
    order by number`);
}

/** The emergency in force for a flag in a place at `now`; null when there is none. */
export async function findFlagEmergency(
  db: SqlExecutor,
  place: FlipPlace,
  now: Instant,
): Promise<{ readonly id: string; readonly reference: string } | null> {
  const [row] = await db.query<{ id: string; reference: string }>(sql`
    select id, 'E-' || number as reference from emergency_release
    where service_id = ${place.serviceId} and environment_id = ${place.environmentId} and flag = ${place.flag}
      and ends_at > ${new Date(now).toISOString()}::timestamptz
    order by number desc limit 1`);
  return row ?? null;
}

/** The version whose flags are flipped: the last that succeeded there; null when none did. */
export async function findFlippedVersion(
  db: SqlExecutor,
  { serviceId, environmentId }: Pick<FlipPlace, "serviceId" | "environmentId">,
): Promise<string | null> {
  const [row] = await db.query<{ version_id: string }>(sql`
    select version_id from deployment where service_id = ${serviceId} and environment_id = ${environmentId}
      and state = 'succeeded' order by started_at desc, id desc limit 1`);
  return row?.version_id ?? null;
}

interface Row {
  id: string;
  number: number;
  flag: string;
  service: FlagFlipView["service"];
  environment: FlagFlipView["environment"];
  from_value: string;
  to_value: string;
  direction: FlagFlipView["direction"];
  outcome: FlagFlipView["outcome"];
  reasons: GateReason[];
  reason: string | null;
  emergency: FlagFlipView["emergency"];
  deployment_id: string | null;
  asked_by: string;
  at: Date;
}

function query(db: SqlExecutor, where: Sql, limit: number): Promise<Row[]> {
  return db.query<Row>(sql`
    select f.id, f.number, f.flag, jsonb_build_object('id', s.id, 'slug', s.slug, 'name', s.name) as service,
      jsonb_build_object('id', e.id, 'slug', e.slug, 'name', e.name) as environment, f.from_value, f.to_value, f.direction,
      f.outcome, f.reasons, f.reason,
      case when m.id is not null then jsonb_build_object('id', m.id, 'reference', 'E-' || m.number) end as emergency,
      f.deployment_id, f.asked_by, f.at
    from flag_flip f join service s on s.id = f.service_id join environment e on e.id = f.environment_id
    left join emergency_release m on m.id = f.emergency_id
    where ${where} order by f.number desc limit ${limit}`);
}

function viewOf(row: Row): FlagFlipView {
  const { id, flag, service, environment, direction, outcome, emergency, reason } = row;
  const { answer, reasons, nextAction } = verdictOf(row.reasons);
  const names = { service: service.name, environment: environment.name, emergency: emergency?.reference ?? null };
  const sentence = flipInWords({ ...names, flag, to: row.to_value, direction, outcome });
  return {
    ...{ id, flag, service, environment, direction, outcome, answer, sentence, nextAction, emergency, reason },
    reference: `F-${row.number}`,
    from: row.from_value,
    to: row.to_value,
    reasons: [...reasons],
    whoMayLift:
      outcome === "refused" ? { windows: whoMay("window:write"), emergency: whoMay("rollout:emergency") } : null,
    deploymentId: row.deployment_id,
    words: [sentence, ...reasons.map(lineOf)].join("\n"),
    askedBy: row.asked_by,
    at: row.at.toISOString(),
  };
}

/** One flip that was asked for; null when there is none. */
export async function findFlip(db: SqlExecutor, id: string): Promise<FlagFlipView | null> {
  const [row] = await query(db, sql`f.id = ${id}`, 1);
  return row ? viewOf(row) : null;
}

export interface FlipFilter {
  readonly flag?: string | undefined;
  readonly service?: string | undefined;
  readonly environment?: string | undefined;
  readonly outcome?: FlagFlipView["outcome"] | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** Flips that were asked for, newest first. */
export async function listFlips(db: SqlExecutor, filter: FlipFilter): Promise<Page<FlagFlipView>> {
  const after = decodeCursor(filter.cursor, /^\d{1,9}$/);
  const parts = [
    ...(filter.flag ? [sql`f.flag = ${filter.flag}`] : []),
    ...(filter.service ? [sql`s.slug = ${filter.service}`] : []),
    ...(filter.environment ? [sql`e.slug = ${filter.environment}`] : []),
    ...(filter.outcome ? [sql`f.outcome = ${filter.outcome}`] : []),
    ...(after ? [sql`f.number < ${Number(after)}`] : []),
  ];
  const where = parts.reduce((all, part) => sql`${all} and (${part})`, sql`true`);
  const page = toPage(await query(db, where, filter.limit + 1), filter.limit, (row) => `${row.number}`);
  return { items: page.items.map(viewOf), nextCursor: page.nextCursor };
}
