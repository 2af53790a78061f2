import type { Pool, PoolClient } from "pg";
import { type Db, Prisma, type Tx } from "./prisma";

/** A statement with its values apart; made with the `sql` tag only, never by joining strings. */
export type Sql = Prisma.Sql;
export const sql = Prisma.sql;

/**
 * Runs statements that both the web's transactions and the control loop's own connections need, so that each is
 * written once.
 */
export interface SqlExecutor {
  query<Row>(statement: Sql): Promise<Row[]>;
}

/** Statements inside a Prisma transaction (or on its client). */
export function prismaExecutor(tx: Tx | Db): SqlExecutor {
  return { query: (statement) => tx.$queryRaw(statement) };
}

/** Statements on a plain connection of the control loop. Rows come with the same column names and types. */
export function pgExecutor(client: Pool | PoolClient): SqlExecutor {
  return {
    async query<Row>(statement: Sql): Promise<Row[]> {
      const result = await client.query({ text: statement.text, values: statement.values as unknown[] });
      return result.rows as Row[];
    },
  };
}

/** Run `work` in a transaction of its own on one connection of the pool. */
export async function inPgTransaction<Result>(
  pool: Pool,
  work: (executor: SqlExecutor) => Promise<Result>,
): Promise<Result> {
  const client = await pool.connect();
  try {
    await client.query("begin");
    const result = await work(pgExecutor(client));
    await client.query("commit");
    client.release();
    return result;
  } catch (error) {
    // A connection that cannot even roll back is thrown away, not returned.
    await client.query("rollback").then(
      () => client.release(),
      (failure: Error) => client.release(failure),
    );
    throw error;
  }
}
