import { instant } from "@/lib/kernel/instant";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { MeasurementPort } from "@/lib/slos/port";
import type { BlindCause, CountsReading } from "@/lib/telemetry/port";

/** Counters of targets that a test moves by hand, in place of the sources that are read each minute. */
export interface ScriptedCounters {
  readonly port: MeasurementPort;
  /** Requests that came in since, and how many of them failed. */
  serve(targetId: string, requests: number, errors: number): void;
  /** The process began anew: its counters start at zero. */
  restart(targetId: string): void;
  /** From now on the source of this target says nothing; null: it speaks again. */
  darken(targetId: string, cause: BlindCause | null): void;
}

interface Counter {
  requests: number;
  errors: number;
  blind: BlindCause | null;
}

/** One source for all of `targetIds`, read at the moment that `now` gives. */
export function scriptCounters(targetIds: readonly string[], now: () => number): ScriptedCounters {
  const counters = new Map(
    targetIds.map((targetId): [string, Counter] => [targetId, { requests: 1_000_000, errors: 100, blind: null }]),
  );
  const of = (targetId: string): Counter => counters.get(targetId) as Counter;
  function readingOf({ requests, errors, blind }: Counter): CountsReading {
    if (blind) return { status: "blind", cause: blind, detail: "The source says nothing." };
    const a = [{ id: "one", requests, errors, latencyBuckets: null }];
    return { status: "read", sampledAt: instant(now()), slots: { a, b: [] } };
  }
  return {
    port: {
      async targets() {
        return targetIds.map((targetId) => ({
          targetId,
          source: "scripted",
          sourceKey: "scripted",
          request: { key: targetId, selectors: { a: {}, b: {} } },
          slots: ["a", "b"] as const,
          freshSlot: "b" as const,
        }));
      },
      async read(_source, requests) {
        return new Map(requests.map(({ key }): [string, CountsReading] => [key, readingOf(of(key))]));
      },
      async readEvents() {
        return new Map();
      },
      async close() {},
    },
    serve(targetId, requests, errors) {
      of(targetId).requests += requests;
      of(targetId).errors += errors;
    },
    restart(targetId) {
      of(targetId).requests = 0;
      of(targetId).errors = 0;
    },
    darken(targetId, cause) {
      of(targetId).blind = cause;
    },
  };
}

export interface EvenTraffic {
  readonly targetIds: readonly string[];
  /** Whole hours. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly requests: number;
  readonly errors: number;
}

/** Store hours of even traffic, in one statement. */
export async function storeEvenTraffic(db: SqlExecutor, traffic: EvenTraffic): Promise<void> {
  const { requests, errors, targetIds } = traffic;
  const from = new Date(traffic.fromMs).toISOString();
  const to = new Date(traffic.toMs).toISOString();
  await db.query(sql`
    insert into service_hour (target_id, hour, source, requests, errors)
    select t.id, h.hour, 'stored', array_fill(${requests}::bigint, array[60]), array_fill(${errors}::bigint, array[60])
    from unnest(${[...targetIds]}::text[]) as t(id)
    cross join generate_series(${from}::timestamptz, ${to}::timestamptz - interval '1 hour', interval '1 hour') as h(hour)`);
}
