import { createHash } from "node:crypto";
import { createEnvironment } from "@/lib/catalog/use-cases/create-environment";
import { createService } from "@/lib/catalog/use-cases/create-service";
import { laneSources } from "@/lib/composition-insights";
import { recordFacts } from "@/lib/ingest/fact-store";
import { createEventSource } from "@/lib/ingest/use-cases/create-event-source";
import { sayName } from "@/lib/ingest/use-cases/say-name";
import { createRecordBuilder } from "@/lib/insights/loop/record-builder";
import { getFigures } from "@/lib/insights/use-cases/read-figures";
import { prismaExecutor } from "@/lib/platform/db/executor";
import type { Call } from "@/lib/platform/use-case";
import { createTestIntake } from "./intake";
import { createTestRuntime, type TestRuntime } from "./runtime";
import type { Told } from "./signals-memory";
import { seeded, shuffled } from "./signals-stream";

/**
 * Many orders of arrival over one PostgreSQL: everything that readers, projectors, attribution and the builder of delivery records make of
 * facts, as one hash a table.
 */

/** What is compared: everything that figures rest on, and the figures. */
const tables = [
  "pipeline_run",
  "pipeline_stage",
  "quality_result",
  "commit_fact",
  "change_request",
  "change_ticket",
  "flag_change",
  "version",
  "deployment",
  "alert",
  "incident",
  "incident_event",
  "incident_attribution",
  "incident_link",
  "customer_signal",
  "name_mapping",
  "delivery_record",
] as const;
type Table = (typeof tables)[number];

/** What was believed before is history of arrival, and no result. */
const present: Partial<Record<Table, string>> = {
  incident_link: " where superseded_at is null",
  delivery_record: " where known_until is null",
};
/** Times of writing, and numbers of chance. */
const ofChance = new Set([
  "updated_at",
  "created_at",
  "first_seen_at",
  "decided_at",
  "known_from",
  "generation",
  "revision",
]);
const idsOfChance = new Set<Table>(["incident_link", "name_mapping"]);

/** A name that nobody explained at first is explained after this share of an order. */
const unexplained = "Payment Service";
export const orderServices = ["checkout", "cart", "search", unexplained] as const;

/** Rows of each table after an order, as sorted texts without what is of chance; `figures` has one. */
export type Outcome = ReadonlyMap<string, readonly string[]>;

/** Where two orders came to something else: of each table at most five rows on either side. Empty when nothing differs. */
export function differencesOf(one: Outcome, other: Outcome): { table: string; before: string[]; after: string[] }[] {
  return [...one].flatMap(([table, rows]) => {
    const others = other.get(table) ?? [];
    const [left, right] = [new Set(rows), new Set(others)];
    const before = rows.filter((row) => !right.has(row)).slice(0, 5);
    const after = others.filter((row) => !left.has(row)).slice(0, 5);
    const isSame = before.length + after.length === 0 && rows.length === others.length;
    return isSame ? [] : [{ table, before, after }];
  });
}

export interface Orders {
  readonly sources: readonly string[];
  /** Tell everything in the order of a seed, into empty tables; answers the rows of each table, and the figures. */
  tell(told: readonly Told[], seed: number): Promise<Outcome>;
  close(): Promise<void>;
}

/**
 * An order of chance in which a fifth comes twice, cut into batches of chance. A ninth is told by every source in each order, so that
 * all orders tell the same set.
 */
export function batchesOf(told: readonly Told[], seed: number, sources: readonly string[]): Told[][] {
  const random = seeded(seed);
  const again = told.flatMap((one) => (random() < 0.2 ? [one, one] : [one]));
  const byAll = told
    .filter((_, at) => at % 9 === 0)
    .flatMap((one) => sources.map((sourceId) => ({ ...one, sourceId })));
  const order = shuffled([...again, ...byAll], random);
  const batches: Told[][] = [];
  for (let at = 0; at < order.length; ) {
    const size = 1 + Math.floor(random() * 1_000);
    batches.push(order.slice(at, at + size));
    at += size;
  }
  return batches;
}

export function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

async function furnish(call: Call, runtime: TestRuntime): Promise<string[]> {
  for (const slug of ["checkout", "cart", "search", "payment"]) {
    // Cart and search share a repository: an incident of one may be the other's fault.
    const repositoryUrl = `https://github.com/shop/${slug === "search" ? "cart" : slug}`;
    await createService.run({ slug, name: slug, tier: 1, repositoryUrl }, call, runtime);
  }
  for (const [rank, slug] of ["staging", "production"].entries()) {
    await createEnvironment.run({ slug, name: slug, kind: slug, rank: rank + 1 }, call, runtime);
  }
  for (const slug of ["one", "two"]) {
    await createEventSource.run({ slug, name: slug, kind: "push" }, call, runtime);
  }
  return (await runtime.db.eventSource.findMany({ orderBy: { slug: "asc" } })).map(({ id }) => id);
}

/** Make services, environments and sources in an empty database. `asSuperuser` empties tables that refuse it. */
export async function createOrders(given: {
  readonly databaseUrl: string;
  readonly now: number;
  readonly call: Call;
  asSuperuser(statement: string): Promise<void>;
}): Promise<Orders> {
  const { databaseUrl, now, call } = given;
  const runtime = createTestRuntime({ databaseUrl, now });
  const intake = createTestIntake(runtime);
  const sources = await furnish(call, runtime);
  const builder = createRecordBuilder({ db: runtime.db, log: runtime.log, sources: laneSources, pollMs: 50 });

  /** As after an installation: services, environments and sources stay. */
  function forget(): Promise<void> {
    // The log of facts refuses to be emptied, also by its owner, unless triggers are off.
    return given.asSuperuser(`
      set session_replication_role = replica;
      truncate signal_fact, fact_mention, dirty_subject, dirty_lane, delivery_lane, ${tables.join(", ")} cascade`);
  }

  async function drain(): Promise<void> {
    await intake.settle();
    while ((await builder.turn()) > 0);
  }

  async function explain(): Promise<void> {
    for (const slug of ["one", "two"]) {
      await sayName.run({ slug, kind: "service", externalName: unexplained, target: "payment" }, call, runtime);
    }
  }

  async function take(batch: readonly Told[]): Promise<void> {
    const said = sources.map((sourceId) => ({
      sourceId,
      deliveryId: null,
      facts: batch.filter((one) => one.sourceId === sourceId).map(({ fact }) => fact),
    }));
    await runtime.db.$transaction((tx) => recordFacts(prismaExecutor(tx), said));
  }

  async function rows(table: Table): Promise<string[]> {
    const answer = await intake.pool.query<{ row: Record<string, unknown> }>({
      text: `select to_jsonb(t) as row from ${table} t${present[table] ?? ""}`,
    });
    const isResult = (name: string): boolean => !ofChance.has(name) && !(name === "id" && idsOfChance.has(table));
    return answer.rows
      .map(({ row }) => JSON.stringify(Object.entries(row).filter(([name]) => isResult(name))))
      .toSorted();
  }

  /** By a process that has just started: no cache of an order before. */
  async function figures(): Promise<string> {
    const fresh = createTestRuntime({ databaseUrl, now });
    try {
      const {
        generation: _,
        computedAt: __,
        ...answer
      } = (await getFigures.run({ period: "24m" }, call, fresh)) as unknown as Record<string, unknown>;
      return JSON.stringify(answer);
    } finally {
      await fresh.close();
    }
  }

  return {
    sources,
    async tell(told, seed) {
      await forget();
      const random = seeded(seed + 1_000_003);
      const batches = batchesOf(told, seed, sources);
      const someBatch = (): number => Math.floor(random() * batches.length);
      // In the midst of it everything is made once of what was told so far, and twice only the rows.
      const [explainedAfter, drainedAfter] = [someBatch(), someBatch()];
      const settledAfter = new Set([someBatch(), someBatch()]);
      for (const [at, batch] of batches.entries()) {
        await take(batch);
        if (at === explainedAfter) await explain();
        if (at === drainedAfter) await drain();
        else if (settledAfter.has(at)) await intake.settle();
      }
      await drain();
      const outcome = new Map<string, readonly string[]>();
      for (const table of tables) outcome.set(table, await rows(table));
      outcome.set("figures", [await figures()]);
      const waiting = await runtime.db.dirtySubject.count();
      if (waiting > 0) throw new Error(`${waiting} subjects wait although everything was drained`);
      return outcome;
    },
    async close() {
      await intake.close();
      await runtime.close();
    },
  };
}
