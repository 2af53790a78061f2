import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { AppError } from "@/lib/kernel/app-error";
import type { AcceptedPair, TrafficObservation, WriteGuard } from "@/lib/traffic/port";
import { bestOf, tookMs } from "../../support/best-of";
import { ask } from "../../support/traffic-clients";
import { until } from "../../support/until";
import { allOnA } from "../../support/write-guards";
import type { TargetRig } from "./target-contract";

const HOLD_TTL_MS = 400;
/** How late a hold may be on a machine that is busy with other things; what was measured is printed. */
const HOLD_LATENESS_MS = 1_000;
const WRITERS = 8;
const WRITES_EACH = 6;

/** A generator of whole numbers below `limit` (mulberry32), so that a failing run can be repeated. */
function seeded(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  };
}

/** A share that tells by itself which pair it came with. */
const shareOf = ({ term, epoch }: AcceptedPair): number => 1 + ((term * 7 + epoch) % 99);

const compare = (one: AcceptedPair, other: AcceptedPair): number => one.term - other.term || one.epoch - other.epoch;

/** What a target keeps to that refuses older writes itself, and sets the safe split when its owner is silent. */
export function describeFenceContract(
  name: string,
  startRig: () => Promise<TargetRig>,
  { holds }: { readonly holds: boolean },
): void {
  describe(`${name} keeps the contract of fences`, () => {
    let rig: TargetRig;
    let term = 0;

    beforeAll(async () => {
      rig = await startRig();
    });
    afterAll(async () => {
      await rig?.close();
    });

    const signal = (): AbortSignal => AbortSignal.timeout(5_000);
    const observe = (): Promise<TrafficObservation> => rig.target.observe(signal());
    const write = (pair: AcceptedPair, canaryPercent: number, hold: WriteGuard["hold"] = null): Promise<void> =>
      rig.target.apply(
        { epoch: pair.epoch, sharePercent: { a: 100 - canaryPercent, b: canaryPercent }, closed: [] },
        { term: pair.term, hold },
        signal(),
      );
    const seen = async (): Promise<number> => (await observe()).slots.b.sharePercent;
    /** Each test is the next owner, so that none depends on what another left. */
    const nextTerm = (): number => {
      term += 100;
      return term;
    };
    const refusalOf = async (call: Promise<void>): Promise<AppError> => {
      const error = await call.then(
        () => null,
        (reason: unknown) => reason,
      );
      expect(error).toBeInstanceOf(AppError);
      return error as AppError;
    };

    test("has accepted nothing at first", async () => {
      const { fence, accepted, hold } = await observe();
      expect([fence, accepted, hold]).toEqual(["native", null, null]);
    });

    test("a stale term is refused whatever its epoch, and told what was accepted", async () => {
      const own = { term: nextTerm(), epoch: 5 };
      await write(own, 20);
      const error = await refusalOf(write({ term: own.term - 1, epoch: 9_000 }, 100));
      expect(error.code).toBe("upstream_failed");
      expect(error.reasons).toMatchObject([
        { code: "fenced", facts: { acceptedTerm: own.term, acceptedEpoch: own.epoch } },
      ]);
      expect(await observe()).toMatchObject({ accepted: own });
      expect(await seen()).toBeCloseTo(20, 1);
    });

    test("a stale epoch of the same term is refused; the same and a newer one are accepted", async () => {
      const own = { term: nextTerm(), epoch: 5 };
      await write(own, 20);
      expect((await refusalOf(write({ ...own, epoch: 4 }, 100))).reasons[0]?.code).toBe("fenced");
      expect(await seen()).toBeCloseTo(20, 1);
      await write(own, 20);
      await write({ ...own, epoch: 6 }, 30);
      expect(await observe()).toMatchObject({ accepted: { term: own.term, epoch: 6 } });
      expect(await seen()).toBeCloseTo(30, 1);
    });

    test("a higher term with a lower epoch is accepted", async () => {
      await write({ term: nextTerm(), epoch: 9_000 }, 20);
      const next = { term: nextTerm(), epoch: 1 };
      await write(next, 40);
      expect(await observe()).toMatchObject({ accepted: next });
      expect(await seen()).toBeCloseTo(40, 1);
    });

    test("terms and epochs as large as they get are told apart", async () => {
      const largest = Number.MAX_SAFE_INTEGER;
      const { incarnation } = await observe();
      await write({ term: largest - 1, epoch: largest - 1 }, 20);
      expect((await refusalOf(write({ term: largest - 2, epoch: largest }, 50))).reasons[0]?.code).toBe("fenced");
      expect((await refusalOf(write({ term: largest - 1, epoch: largest - 2 }, 50))).reasons[0]?.code).toBe("fenced");
      await write({ term: largest, epoch: 0 }, 30);
      expect(await observe()).toMatchObject({ accepted: { term: largest, epoch: 0 } });
      // Only a restart forgets so large a term, and with it the hold and the split.
      await rig.restart();
      const after = await until("the data plane to start anew", async () => {
        const now = await observe().catch(() => null);
        return now !== null && now.incarnation !== incarnation && now;
      });
      expect(after).toMatchObject({ accepted: null, hold: null, slots: { b: { sharePercent: 0 } } });
    });

    if (holds) describeHolds();
    else {
      test("it says that it has no hold, and takes writes that ask for one", async () => {
        const own = { term: nextTerm(), epoch: 1 };
        await write(own, 50, { ttlMs: HOLD_TTL_MS, safe: allOnA });
        expect(await observe()).toMatchObject({ hold: null, canHold: false, slots: { b: { sharePercent: 50 } } });
      });
    }

    function describeHolds(): void {
      test("a hold sets the safe split in time with nobody connected, and its owner may come back", async () => {
        const own = { term: nextTerm(), epoch: 3 };
        const firedMs = await bestOf(HOLD_TTL_MS + HOLD_LATENESS_MS, async () => {
          const passedMs = await tookMs(async () => {
            await write(own, 100, { ttlMs: HOLD_TTL_MS, safe: allOnA });
            // Only users look from here on; one who is cut off asks again.
            const versionNow = async () => (await ask(rig.url, {}).catch(() => null))?.version;
            await until("users to be back on stable", async () => (await versionNow()) === "stable", { everyMs: 5 });
          });
          expect(passedMs).toBeGreaterThan(HOLD_TTL_MS - 20);
          return passedMs;
        });
        console.log(`${name}: a hold of ${HOLD_TTL_MS} ms took effect after ${firedMs.toFixed(0)} ms`);
        expect(firedMs).toBeLessThan(HOLD_TTL_MS + HOLD_LATENESS_MS);
        const safe = await until("the hold to have fired", async () => {
          const now = await observe();
          return now.slots.b.closed && now;
        });
        expect(safe).toMatchObject({ accepted: own, hold: { fired: true, remainingMs: 0 } });
        expect(safe.slots).toMatchObject({ a: { sharePercent: 100, closed: false }, b: { sharePercent: 0 } });

        expect((await refusalOf(write({ ...own, epoch: 2 }, 100))).reasons[0]?.code).toBe("fenced");
        await write(own, 25);
        expect(await observe()).toMatchObject({ accepted: own, hold: null, slots: { b: { closed: false } } });
        expect(await seen()).toBeCloseTo(25, 1);
      });

      test("a renewal keeps the hold from firing, and a refused write renews nothing", async () => {
        const own = { term: nextTerm(), epoch: 1 };
        const ttlMs = 2_000;
        const startedAt = performance.now();
        await until("longer than the hold to pass", async () => {
          await write(own, 50, { ttlMs, safe: allOnA });
          const { hold, slots } = await observe();
          expect(hold?.fired).toBe(false);
          expect(hold?.remainingMs).toBeLessThanOrEqual(ttlMs);
          expect(slots.b.sharePercent).toBeCloseTo(50, 1);
          return performance.now() - startedAt > ttlMs * 1.5;
        });
        await until("the hold to fire under refused writes", async () => {
          await refusalOf(write({ term: own.term - 1, epoch: 1 }, 100, { ttlMs: 60_000, safe: allOnA }));
          return (await observe()).hold?.fired;
        });
        expect(await seen()).toBe(0);
      });

      test("a write without a hold lifts the one before", async () => {
        const own = { term: nextTerm(), epoch: 1 };
        await write(own, 50, { ttlMs: 60_000, safe: allOnA });
        expect((await observe()).hold).toMatchObject({ fired: false });
        await write({ ...own, epoch: 2 }, 50);
        expect((await observe()).hold).toBeNull();
      });
    }

    test(`of ${WRITERS} writers at once the highest pair wins, and what is accepted only grows`, async () => {
      const seed = 20_261_121;
      const below = seeded(seed);
      const base = nextTerm();
      const plans = Array.from({ length: WRITERS }, () =>
        Array.from({ length: WRITES_EACH }, () => ({ term: base + below(12), epoch: below(50) })),
      );
      const accepted: AcceptedPair[] = [];
      let isDone = false;
      const watching = (async () => {
        const grown: AcceptedPair[] = [];
        while (!isDone) {
          const { accepted: newest } = await observe();
          if (newest !== null) grown.push(newest);
        }
        return grown;
      })();
      await Promise.all(
        plans.map(async (pairs) => {
          for (const pair of pairs) {
            const error = await write(pair, shareOf(pair)).then(
              () => null,
              (reason: unknown) => reason as AppError,
            );
            if (error === null) accepted.push(pair);
            else expect(error.reasons[0]?.code, `seed ${seed}`).toBe("fenced");
          }
        }),
      ).finally(() => {
        isDone = true;
      });
      const grown = await watching;
      const highest = plans.flat().sort(compare).at(-1)!;
      expect(accepted).toContainEqual(highest);
      const end = await observe();
      expect(end.accepted).toEqual(highest);
      expect(end.slots.b.sharePercent).toBeCloseTo(shareOf(highest), 1);
      for (const [index, pair] of grown.entries()) {
        if (index > 0) expect(compare(grown[index - 1]!, pair)).toBeLessThanOrEqual(0);
      }
    });
  });
}
