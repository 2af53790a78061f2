import { Prisma, PrismaClient } from "./generated/client";
import { OrderlyPg } from "./pg-adapter";

export type Db = PrismaClient;
/** What stores take: inside a use-case always its transaction. */
export type Tx = Prisma.TransactionClient;
export { Prisma };

/** The role that run-time connections take on: it may not change or delete what is append-only. */
export const runtimeRole = "signalbox_app";

/** `-c` options for a run-time connection: the restricted role and a bound on every statement. */
export function runtimeOptions(statementTimeoutMs: number): string {
  return `-c role=${runtimeRole} -c statement_timeout=${statementTimeoutMs} -c idle_in_transaction_session_timeout=15000`;
}

/** A Prisma client over its own pool of `maxConnections`, acting as the run-time role. */
export function createDb(databaseUrl: string, maxConnections: number): Db {
  const adapter = new OrderlyPg(
    {
      connectionString: databaseUrl,
      max: maxConnections,
      options: runtimeOptions(10_000),
      query_timeout: 12_000,
      connectionTimeoutMillis: 5_000,
      keepAlive: true,
    },
    { onPoolError: () => undefined, onConnectionError: () => undefined },
  );
  return new PrismaClient({ adapter });
}

/** Prisma's own code for a broken unique constraint. */
export function isUniqueViolation(error: unknown): boolean {
  return error instanceof Prisma.PrismaClientKnownRequestError && error.code === "P2002";
}
