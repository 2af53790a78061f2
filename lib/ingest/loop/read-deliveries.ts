import type { SqlExecutor } from "@/lib/platform/db/executor";
import {
  claimDeliveries,
  noteHeard,
  postponeDelivery,
  type ReadDelivery,
  saveRead,
  type WaitingDelivery,
} from "../delivery-store";
import type { Fact } from "../domain/fact";
import { objectionToFact } from "../domain/fact-check";
import { readKeptFact } from "../domain/kept-fact";
import { recordFacts, type SaidFacts, withdrawFacts } from "../fact-store";
import type { Parsed } from "../port";
import type { SignalRegistry } from "../registry";
import { inHalves } from "./in-halves";
import type { IntakeParts } from "./intake-parts";

/** Failures of ours after which a delivery is set aside, and how long to wait before each further try. */
const retryAfterMs = [1_000, 5_000, 30_000, 120_000] as const;

export interface ReadBatch {
  readonly deliveries: number;
  readonly facts: number;
  readonly sourceIds: readonly string[];
}

const nothing: ReadBatch = { deliveries: 0, facts: 0, sourceIds: [] };

interface Understood {
  readonly read: ReadDelivery;
  readonly facts: readonly Fact[];
  readonly isAgain: boolean;
}

/** What a delivery says, with every way to go wrong as an outcome. Never throws. */
export function understand(delivery: WaitingDelivery, registry: SignalRegistry): Understood {
  const parser = registry.parsers.get(delivery.source.kind);
  const parserVersion = parser?.version ?? null;
  const about = { id: delivery.id, sourceId: delivery.source.id, parserVersion };
  const isAgain = delivery.parserVersion !== null;
  const dead = (outcome: string, words: string): Understood => ({
    read: { ...about, state: "dead", outcome, detail: { words }, factCount: 0 },
    facts: [],
    isAgain,
  });
  if (!parser) return dead("no_parser", `Nothing here reads sources of kind ${delivery.source.kind}.`);
  let parsed: Parsed;
  try {
    parsed = delivery.isAsked ? readKeptFact(delivery.body) : parser.parse(delivery, delivery.source);
  } catch (error) {
    return dead("parser_failed", `The reader of ${parser.kind} failed at it: ${wordsOf(error)}`);
  }
  if (parsed.kind === "malformed") return dead(parsed.outcome, parsed.detail);
  if (parsed.kind === "ignored") {
    const detail = { event: parsed.event, ...(parsed.detail ? { words: parsed.detail } : {}) };
    return { read: { ...about, state: "ignored", outcome: parsed.outcome, detail, factCount: 0 }, facts: [], isAgain };
  }
  const objection = parsed.facts.map(objectionToFact).find((one) => one !== null);
  if (objection) return dead("impossible_fact", objection);
  const { facts, event } = parsed;
  const detail = { event };
  return { read: { ...about, state: "parsed", outcome: "parsed", detail, factCount: facts.length }, facts, isAgain };
}

function wordsOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).slice(0, 500);
}

/**
 * Read up to `limit` waiting deliveries in one transaction: what they say becomes facts, their subjects are marked. A batch that
 * cannot be stored is tried in halves, so that only what is at fault is set aside. Throws when the database is away.
 */
export async function readDeliveries(parts: IntakeParts, limit: number): Promise<ReadBatch> {
  let ids: readonly string[] = [];
  async function attempt(db: SqlExecutor, only: readonly string[] | null): Promise<ReadBatch> {
    const claimed = await claimDeliveries(db, limit, only);
    if (only === null) ids = claimed.map(({ id }) => id);
    if (claimed.length === 0) return nothing;
    return store(
      db,
      claimed.map((delivery) => understand(delivery, parts.registry)),
    );
  }
  return inHalves<string, ReadBatch>({
    attempt: (only) => parts.transaction((db) => attempt(db, only)),
    itemsOfFirst: () => ids,
    join: (one, other) => ({
      deliveries: one.deliveries + other.deliveries,
      facts: one.facts + other.facts,
      sourceIds: [...new Set([...one.sourceIds, ...other.sourceIds])],
    }),
    async setAside(id, error) {
      parts.log.error({ err: error, delivery: id }, "a delivery could not be stored");
      await parts.transaction(async (db) => postpone(db, id, wordsOf(error)));
      return nothing;
    },
  });
}

async function postpone(db: SqlExecutor, id: string, failure: string): Promise<void> {
  const [delivery] = await claimDeliveries(db, 1, [id]);
  if (delivery) await postponeDelivery(db, id, { failure, retryMs: retryAfterMs[delivery.attempts] ?? null });
}

async function store(db: SqlExecutor, understood: readonly Understood[]): Promise<ReadBatch> {
  const saidBy = (one: Understood): SaidFacts => ({
    sourceId: one.read.sourceId,
    deliveryId: one.read.id,
    facts: one.facts,
  });
  await withdrawFacts(db, understood.filter(({ isAgain }) => isAgain).map(saidBy));
  await recordFacts(db, understood.map(saidBy));
  await saveRead(
    db,
    understood.map(({ read }) => read),
  );
  const sourceIds = [...new Set(understood.map(({ read }) => read.sourceId))].sort();
  await noteHeard(db, sourceIds);
  return {
    deliveries: understood.length,
    facts: understood.reduce((sum, { facts }) => sum + facts.length, 0),
    sourceIds,
  };
}
