import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { CountsRead, CountsReading, CountsRequest, SeriesCounts, TelemetrySource } from "@/lib/telemetry/port";
import type { SlotName } from "@/lib/traffic/port";
import { bestOf, tookMs } from "@/tests/support/best-of";
import { eventually } from "@/tests/support/prometheus";

/** What a source must offer to be held to the contract. Everything acts on real parts. */
export interface SourceHarness {
  readonly source: TelemetrySource;
  /** Finds the series of both slots; both have had traffic when the harness is ready. */
  readonly request: CountsRequest;
  /** Finds nothing; null where selectors mean nothing to the source. */
  readonly unknown: CountsRequest | null;
  /** The source has latency histograms. */
  readonly hasLatency: boolean;
  /** A query of `readScalars` that answers one number; null where the source has no single numbers. */
  readonly scalarQuery: string | null;
  /** Let this many more requests, of which `errors` fail, happen in a slot. */
  addTraffic(slot: SlotName, requests: number, errors: number): Promise<void>;
  /** Stop the other side in its tracks, and resolve when nothing is answered any more. Null where that cannot be. */
  readonly freeze: (() => Promise<void>) | null;
  thaw(): void;
  /** End the other side for good. */
  kill(): Promise<void>;
  close(): Promise<void>;
}

const generous = (): AbortSignal => AbortSignal.timeout(10_000);

function total(series: readonly SeriesCounts[], pick: (series: SeriesCounts) => number): number {
  return series.reduce((sum, one) => sum + pick(one), 0);
}

function mustBeRead(reading: CountsReading | undefined): CountsRead {
  if (reading?.status !== "read") throw new Error(`not read: ${JSON.stringify(reading)}`);
  return reading;
}

/** The promises of `TelemetrySource`, as tests that any adapter with counters must pass. */
export function describeTelemetrySource(name: string, start: () => Promise<SourceHarness>): void {
  describe(`${name} keeps the promises of a telemetry source`, () => {
    let harness: SourceHarness;
    beforeAll(async () => {
      harness = await start();
    });
    afterAll(() => harness?.close());

    const readOnce = async (): Promise<CountsRead> => {
      const readings = await harness.source.readCounts([harness.request], generous());
      return mustBeRead(readings.get(harness.request.key));
    };

    test("counters grow by exactly what happened, each slot by its own", async () => {
      const before = await readOnce();
      await harness.addTraffic("a", 40, 3);
      await harness.addTraffic("b", 10, 10);
      const grown = async (slot: SlotName, pick: (series: SeriesCounts) => number): Promise<number> =>
        total((await readOnce()).slots[slot], pick) - total(before.slots[slot], pick);
      await eventually("40 more requests in a", async () => (await grown("a", ({ requests }) => requests)) >= 40);
      await eventually("10 more requests in b", async () => (await grown("b", ({ requests }) => requests)) >= 10);
      expect(await grown("a", ({ requests }) => requests)).toBe(40);
      expect(await grown("a", ({ errors }) => errors)).toBe(3);
      expect(await grown("b", ({ requests }) => requests)).toBe(10);
      expect(await grown("b", ({ errors }) => errors)).toBe(10);
    });

    test("counts are whole, errors are among the requests, series have distinct names", async () => {
      const { slots } = await readOnce();
      for (const series of [slots.a, slots.b]) {
        expect(series.length).toBeGreaterThan(0);
        expect(new Set(series.map(({ id }) => id)).size).toBe(series.length);
        for (const { requests, errors } of series) {
          expect([Number.isSafeInteger(requests), Number.isSafeInteger(errors)]).toEqual([true, true]);
          expect(errors >= 0 && errors <= requests).toBe(true);
        }
      }
    });

    test("histograms are cumulative up to infinity, or absent", async () => {
      const { slots } = await readOnce();
      for (const { latencyBuckets } of [...slots.a, ...slots.b]) {
        expect(latencyBuckets !== null).toBe(harness.hasLatency);
        if (latencyBuckets === null) continue;
        expect(latencyBuckets.at(-1)?.upperBoundMs).toBe(Number.POSITIVE_INFINITY);
        for (const [index, bucket] of latencyBuckets.entries()) {
          const previous = latencyBuckets[index - 1];
          expect(bucket.upperBoundMs).toBeGreaterThan(previous?.upperBoundMs ?? Number.NEGATIVE_INFINITY);
          expect(bucket.count).toBeGreaterThanOrEqual(previous?.count ?? 0);
        }
      }
    });

    test("the time of the sample does not go back", async () => {
      const first = await readOnce();
      const second = await readOnce();
      expect(second.sampledAt).toBeGreaterThanOrEqual(first.sampledAt);
    });

    test("every request gets one reading, also when asked many times over, and none when none is asked", async () => {
      const requests = Array.from({ length: 30 }, (_, index) => ({ ...harness.request, key: `key-${index}` }));
      const readings = await harness.source.readCounts(requests, generous());
      expect([...readings.keys()].sort()).toEqual(requests.map(({ key }) => key).sort());
      for (const reading of readings.values()) expect(reading.status).toBe("read");
      expect((await harness.source.readCounts([], generous())).size).toBe(0);
      expect((await harness.source.readScalars([], generous())).size).toBe(0);
    });

    test("series that do not exist are blind, and do not blind their neighbours", async () => {
      if (harness.unknown === null) return;
      const readings = await harness.source.readCounts([harness.unknown, harness.request], generous());
      expect(readings.get(harness.unknown.key)).toMatchObject({ status: "blind", cause: "no_series" });
      expect(readings.get(harness.request.key)?.status).toBe("read");
    });

    test("single numbers are read, or blind with a cause", async () => {
      const query = harness.scalarQuery ?? "anything";
      const readings = await harness.source.readScalars([{ key: "number", query }], generous());
      expect(readings.get("number")?.status).toBe(harness.scalarQuery === null ? "blind" : "read");
    });

    test("a signal that was aborted before gives blind readings by timeout", async () => {
      const readings = await harness.source.readCounts([harness.request], AbortSignal.abort());
      expect(readings.get(harness.request.key)).toMatchObject({ status: "blind", cause: "timeout" });
    });

    test("a frozen other side ends with the signal, and sees again when it thaws", async () => {
      if (harness.freeze === null) return;
      await harness.freeze();
      const endedMs = await bestOf(1_500, () =>
        tookMs(async () => {
          const readings = await harness.source.readCounts([harness.request], AbortSignal.timeout(400));
          expect(readings.get(harness.request.key)).toMatchObject({ status: "blind", cause: "timeout" });
        }),
      ).finally(() => harness.thaw());
      expect(endedMs).toBeLessThan(1_500);
      await eventually("it answers again", async () => {
        const again = await harness.source.readCounts([harness.request], generous());
        return again.get(harness.request.key)?.status === "read";
      });
    });

    test("a dead other side is blind, never an exception", async () => {
      await harness.kill();
      const readings = await harness.source.readCounts([harness.request], generous());
      const reading = readings.get(harness.request.key);
      expect(reading).toMatchObject({ status: "blind", cause: expect.stringMatching(/^(unreachable|target_down)$/) });
    });
  });
}
