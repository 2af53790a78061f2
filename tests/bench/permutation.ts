import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import { composeSignals } from "@/lib/composition-ingest";
import { setSignalRegistry } from "@/lib/ingest/registry";
import { instant } from "@/lib/kernel/instant";
import { permissionsOf } from "@/lib/platform/auth/permissions";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "@/lib/platform/db/embedded-postgres";
import { migrate } from "@/lib/platform/db/migrate";
import type { Call } from "@/lib/platform/use-case";
import { createOrders, differencesOf, type Orders, type Outcome, orderServices } from "@/tests/support/orders";
import { toldBy } from "@/tests/support/signals-memory";
import { wholeStream } from "@/tests/support/whole-stream";
import type { BenchOptions } from "./main";
import { type BenchResult, figure, percentile } from "./report";

const wantedOrders = 200;
/** Orders that have not begun by then are not told, so that it ends within ten minutes. */
const lastStartMs = 9 * 60_000;
/** Orders side by side, each in a database of its own. */
const lanes = 2;
const now = Date.parse("2026-11-20T12:00:00Z");
const startAt = instant(Date.parse("2026-03-01T00:00:00Z"));
const facts = wholeStream({ seed: 11, facts: 5_000, services: orderServices, startAt });

const call: Call = {
  actor: {
    kind: "token",
    id: "tok_bench",
    name: "bench",
    ownerId: null,
    roles: ["admin"],
    permissions: permissionsOf(["admin"]),
  },
};

interface Sample {
  readonly seed: number;
  readonly tookMs: number;
  /** Tables with other rows than after the first order of the same database. */
  readonly different: readonly string[];
}

/**
 * 200 orders of arrival of the same 5 000 facts of every kind, with repetitions, through PostgreSQL: readers, projectors, attribution,
 * delivery records and figures. After each order every table must have the rows that it had after the first.
 */
export async function benchPermutation({ trials }: BenchOptions): Promise<BenchResult> {
  const wanted = trials ?? wantedOrders;
  setSignalRegistry(composeSignals());
  const directory = await mkdtemp(path.join(tmpdir(), "signalbox-orders-"));
  const clusterDir = path.join(directory, "cluster");
  const server = await startEmbeddedPostgres({ clusterDir, password: "bench", temporary: true });
  try {
    const samples = await tellAll(server, wanted);
    return resultOf(samples, wanted);
  } finally {
    await server.stop();
    await rm(directory, { recursive: true, force: true });
  }
}

async function tellAll(server: EmbeddedPostgres, wanted: number): Promise<Sample[]> {
  const samples: Sample[] = [];
  const begun = performance.now();
  let next = 1;
  async function lane(name: string): Promise<void> {
    const orders = await ordersIn(server, name);
    let first: Outcome | null = null;
    try {
      while (next <= wanted && performance.now() - begun < lastStartMs) {
        const seed = next++;
        const startedAt = performance.now();
        const outcome = await orders.tell(toldBy(facts, orders.sources), seed);
        first ??= outcome;
        const different = differencesOf(first, outcome).map(({ table }) => table);
        samples.push({ seed, tookMs: performance.now() - startedAt, different });
        if (different.length > 0) console.error(`order ${seed} makes another ${different.join(", ")}`);
        if (seed % 20 === 0) console.error(`${seed} orders in ${Math.round((performance.now() - begun) / 1_000)} s`);
      }
    } finally {
      await orders.close();
    }
  }
  await Promise.all(Array.from({ length: lanes }, (_, at) => lane(`orders_${at}`)));
  return samples;
}

async function ordersIn(server: EmbeddedPostgres, name: string): Promise<Orders> {
  await run(server.adminUrlOf("postgres"), `create database ${name} owner signalbox`);
  await migrate(server.urlOf(name), path.resolve(import.meta.dirname, "../../prisma/migrations"));
  const asSuperuser = (statement: string) => run(server.adminUrlOf(name), statement);
  return createOrders({ databaseUrl: server.urlOf(name), now, call, asSuperuser });
}

async function run(connectionString: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

function resultOf(samples: readonly Sample[], wanted: number): BenchResult {
  const different = samples.filter((one) => one.different.length > 0);
  const names = [...new Set(different.flatMap((one) => one.different))].sort();
  return {
    trials: samples.length,
    figures: [
      figure({
        id: "orders",
        value: samples.length,
        unit: "orders",
        bar: wanted,
        direction: "min",
        note: `of ${facts.length} facts, a fifth of them twice, in batches of chance`,
      }),
      figure({
        id: "ordersThatDiffer",
        value: different.length,
        unit: "orders",
        bar: 0,
        note: names.length > 0 ? `in ${names.join(", ")}` : "17 tables and the figures are the same",
      }),
      figure({
        id: "order.p50Ms",
        value: percentile(
          samples.map(({ tookMs }) => tookMs),
          0.5,
        ),
        unit: "ms",
      }),
    ],
    raw: samples.map((one) => ({ ...one })),
  };
}
