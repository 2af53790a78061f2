import { randomBytes } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, inject } from "vitest";

export interface TestDatabase {
  readonly name: string;
  /** As the owner (no superuser): what DATABASE_URL would be. The product's own pools take the run-time role themselves. */
  readonly url: string;
  /** The same with `role=signalbox_app` set by the connection: for tests that speak SQL as the application does. */
  readonly runtimeUrl: string;
  /** As PostgreSQL's superuser. */
  readonly adminUrl: string;
  /** Run statements that nobody else may. */
  asSuperuser(statement: string): Promise<void>;
  drop(): Promise<void>;
}

function urlAs(user: string, database: string): string {
  const { port, password } = inject("postgres");
  return `postgres://${user}:${password}@127.0.0.1:${port}/${database}`;
}

function asAdmin(statement: string): Promise<void> {
  return runIn(urlAs("postgres", "postgres"), statement);
}

async function runIn(connectionString: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

async function create(source: string): Promise<TestDatabase> {
  const name = `test_${randomBytes(6).toString("hex")}`;
  // Copying files costs half of writing each of their blocks to the log as well.
  await asAdmin(`CREATE DATABASE ${name} TEMPLATE ${source} OWNER signalbox STRATEGY FILE_COPY`);
  const url = urlAs("signalbox", name);
  return {
    name,
    url,
    runtimeUrl: `${url}?options=${encodeURIComponent("-c role=signalbox_app")}`,
    adminUrl: urlAs("postgres", name),
    asSuperuser: (statement) => runIn(urlAs("postgres", name), statement),
    drop: () => asAdmin(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  };
}

/** A fresh database with all migrations, cloned from the run's template in a fraction of a second. Call `drop` at the end. */
export function createTestDatabase(): Promise<TestDatabase> {
  return create(inject("postgres").template);
}

/** A fresh database with nothing in it. */
export function createEmptyDatabase(): Promise<TestDatabase> {
  return create("template0");
}

/**
 * `createTestDatabase` bound to the present file or describe block: made before its tests, dropped after them. The
 * returned function gives it inside hooks and tests.
 */
export function useTestDatabase(): () => TestDatabase {
  let database: TestDatabase | undefined;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(async () => {
    await database?.drop();
  });
  return () => {
    if (database === undefined) throw new Error("the test database exists inside hooks and tests only");
    return database;
  };
}
