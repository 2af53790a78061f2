import type { Instant } from "@/lib/kernel/instant";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { Prisma, Tx } from "@/lib/platform/db/prisma";
import type { SloDefinition } from "./contract";
import type { AlertState } from "./domain/burn-alert";

export interface NewObjective {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly serviceId: string;
  readonly environmentId: string;
  readonly definition: SloDefinition;
  readonly createdBy: string;
  /** What counts it when it is neither its target nor a check. */
  readonly meterId: string | null;
}

const json = (value: unknown) => value as Prisma.InputJsonValue;

/** Insert an objective with its first version. */
export async function insertObjective(tx: Tx, objective: NewObjective, reason: string | null): Promise<void> {
  const { definition, ...rest } = objective;
  await tx.objective.create({ data: { ...rest, definition: json(definition) } });
  await insertVersion(tx, objective.id, { version: 1, definition, savedBy: objective.createdBy, reason });
}

interface NewVersion {
  readonly version: number;
  readonly definition: SloDefinition;
  readonly savedBy: string;
  readonly reason: string | null;
}

async function insertVersion(tx: Tx, objectiveId: string, version: NewVersion): Promise<void> {
  await tx.objectiveVersion.create({ data: { objectiveId, ...version, definition: json(version.definition) } });
}

/** Change what is made of what one after the other, until the transaction ends. */
export async function lockCompositions(db: SqlExecutor): Promise<void> {
  await db.query(sql`select pg_advisory_xact_lock(7106, 2)::text as locked`);
}

/** Hold the row of this slug until the transaction ends; false when there is none. */
export async function lockObjective(db: SqlExecutor, slug: string): Promise<boolean> {
  const rows = await db.query<{ id: string }>(sql`select id from objective where slug = ${slug} for update`);
  return rows.length > 0;
}

/** Change a locked objective; a new definition is a new version, and its alerts and stored sums begin anew. */
export async function saveObjective(
  tx: Tx,
  id: string,
  change: {
    readonly name?: string | undefined;
    readonly version?: (NewVersion & { readonly meterId: string | null }) | undefined;
    readonly retiredAt?: Date;
  },
): Promise<void> {
  const { name, version, retiredAt } = change;
  await tx.objective.update({
    where: { id },
    data: {
      ...(name === undefined ? {} : { name }),
      ...(version ? { version: version.version, definition: json(version.definition), meterId: version.meterId } : {}),
      ...(retiredAt ? { retiredAt } : {}),
      revision: { increment: 1 },
    },
  });
  if (version) {
    const { meterId: _meterId, ...kept } = version;
    await insertVersion(tx, id, kept);
    await tx.burnAlert.deleteMany({ where: { objectiveId: id } });
    // Sums of another definition say nothing about this one.
    await tx.objectiveHour.deleteMany({ where: { objectiveId: id } });
  }
}

export interface AlertChange {
  readonly objectiveId: string;
  readonly rule: number;
  readonly state: AlertState;
  readonly longBurn: string | null;
  readonly shortBurn: string | null;
  readonly heldBy: string | null;
}

/** Keep the states of rules, all in one statement. */
export async function saveAlerts(db: SqlExecutor, changes: readonly AlertChange[]): Promise<void> {
  if (changes.length === 0) return;
  await db.query(sql`
    insert into burn_alert (objective_id, rule, state, long_burn, short_burn, held_by)
    select "objectiveId", rule, state, "longBurn", "shortBurn", "heldBy"
    from jsonb_to_recordset(${JSON.stringify(changes)}::jsonb) as change("objectiveId" text, rule integer, state jsonb,
      "longBurn" text, "shortBurn" text, "heldBy" text)
    on conflict (objective_id, rule) do update set state = excluded.state, long_burn = excluded.long_burn,
      short_burn = excluded.short_burn, held_by = excluded.held_by, updated_at = clock_timestamp()
    where (burn_alert.state, burn_alert.long_burn, burn_alert.short_burn, burn_alert.held_by)
      is distinct from (excluded.state, excluded.long_burn, excluded.short_burn, excluded.held_by)`);
}

export interface NewAlertEvent {
  readonly objectiveId: string;
  readonly rule: number;
  readonly at: Instant;
  readonly what: string;
  readonly severity: string;
  readonly sentence: string;
  readonly facts: unknown;
}

/** Append what happened to an alert. */
export async function appendAlertEvent(db: SqlExecutor, event: NewAlertEvent): Promise<void> {
  const at = new Date(event.at).toISOString();
  await db.query(sql`
    insert into burn_alert_event (objective_id, rule, at, what, severity, sentence, facts)
    values (${event.objectiveId}, ${event.rule}, ${at}::timestamptz, ${event.what}, ${event.severity},
            ${event.sentence}, ${JSON.stringify(event.facts)}::jsonb)`);
}
