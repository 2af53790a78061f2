import type { Instant } from "@/lib/kernel/instant";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { Prisma, Tx } from "@/lib/platform/db/prisma";
import type { Journey } from "./contract";

export interface NewCheck {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly serviceId: string;
  readonly environmentId: string;
  readonly journey: Journey;
  readonly host: string;
  /** Sealed. */
  readonly secrets: string | null;
  readonly secretNames: readonly string[];
  readonly intervalMs: number;
  readonly isAroundRollouts: boolean;
  readonly nextDueAt: Instant;
  readonly createdBy: string;
  readonly createdAt: Instant;
}

const json = (value: unknown) => value as Prisma.InputJsonValue;

/** Insert a check. A slug that is taken breaks a unique constraint, which is answered with `conflict`. */
export async function insertCheck(tx: Tx, check: NewCheck): Promise<void> {
  const { journey, nextDueAt, createdAt, secretNames, ...rest } = check;
  const data = {
    ...rest,
    journey: json(journey),
    secretNames: [...secretNames],
    nextDueAt: new Date(nextDueAt),
    createdAt: new Date(createdAt),
  };
  await tx.syntheticCheck.create({ data });
}

export interface CheckChange {
  readonly name?: string | undefined;
  readonly journey?: Journey | undefined;
  readonly host?: string | undefined;
  readonly secrets?: string | null | undefined;
  readonly secretNames?: readonly string[] | undefined;
  readonly intervalMs?: number | undefined;
  readonly isAroundRollouts?: boolean | undefined;
  readonly disabledAt?: Date | null | undefined;
  readonly nextDueAt?: Date | undefined;
}

/** Change a check; undefined fields stay. */
export async function saveCheck(tx: Tx, id: string, change: CheckChange): Promise<void> {
  const { journey, secretNames, ...rest } = change;
  await tx.syntheticCheck.update({
    where: { id },
    data: {
      ...rest,
      ...(journey ? { journey: json(journey) } : {}),
      ...(secretNames ? { secretNames: [...secretNames] } : {}),
      revision: { increment: 1 },
    },
  });
}

/** Hold the row of this slug until the transaction ends; false when there is none. */
export async function lockCheck(db: SqlExecutor, slug: string): Promise<boolean> {
  const rows = await db.query<{ id: string }>(sql`select id from synthetic_check where slug = ${slug} for update`);
  return rows.length > 0;
}

/** Take a check that is due; false when somebody else did or it is not due any more. */
export async function claimDue(
  db: SqlExecutor,
  due: { readonly id: string; readonly dueAt: Instant; readonly nextAt: Instant },
): Promise<boolean> {
  const [seen, next] = [new Date(due.dueAt).toISOString(), new Date(due.nextAt).toISOString()];
  const rows = await db.query<{ id: string }>(sql`
    update synthetic_check set next_due_at = ${next}::timestamptz
    where id = ${due.id} and next_due_at = ${seen}::timestamptz and disabled_at is null returning id`);
  return rows.length > 0;
}

/** Keep up to when the runs of checks were counted. */
export async function saveCountedUntil(
  db: SqlExecutor,
  counted: readonly { readonly id: string; readonly until: number }[],
): Promise<void> {
  if (counted.length === 0) return;
  await db.query(sql`
    update synthetic_check c set counted_until = n.until
    from unnest(${counted.map(({ id }) => id)}::text[],
                ${counted.map(({ until }) => new Date(until).toISOString())}::timestamptz[]) as n(id, until)
    where c.id = n.id`);
}
