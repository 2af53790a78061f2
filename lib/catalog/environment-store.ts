import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { Tx } from "@/lib/platform/db/prisma";
import type { EnvironmentKind } from "./contract";

export interface NewEnvironment {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly kind: EnvironmentKind;
  readonly rank: number;
}

/** Insert an environment. A slug that is taken breaks a unique constraint, answered with `conflict`. */
export async function insertEnvironment(tx: Tx, environment: NewEnvironment): Promise<void> {
  await tx.environment.create({ data: environment });
}

/** Hold the row of this slug until the transaction ends; false when there is none. */
export async function lockEnvironment(db: SqlExecutor, slug: string): Promise<boolean> {
  const rows = await db.query<{ id: string }>(sql`select id from environment where slug = ${slug} for update`);
  return rows.length > 0;
}

export interface EnvironmentChange {
  readonly name?: string | undefined;
  readonly kind?: EnvironmentKind | undefined;
  readonly rank?: number | undefined;
}

/** Change a locked environment; its revision grows by one. Fields that are undefined stay. */
export async function saveEnvironment(tx: Tx, slug: string, change: EnvironmentChange): Promise<void> {
  await tx.environment.update({ where: { slug }, data: { ...change, revision: { increment: 1 } } });
}
