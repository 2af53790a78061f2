import fc from "fast-check";
import { expect, test } from "vitest";
import { isAccepted } from "@/lib/traffic/domain/fence";
import type { AcceptedPair } from "@/lib/traffic/port";

const pair = fc.record({ term: fc.maxSafeNat(), epoch: fc.maxSafeNat() });

test("anything may be the first write", () => {
  expect(isAccepted({ term: 0, epoch: 0 }, null)).toBe(true);
});

test.each([
  [{ term: 2, epoch: 1 }, { term: 1, epoch: 9 }, true],
  [{ term: 1, epoch: 9 }, { term: 2, epoch: 1 }, false],
  [{ term: 2, epoch: 1 }, { term: 2, epoch: 2 }, false],
  [{ term: 2, epoch: 2 }, { term: 2, epoch: 2 }, true],
])("%j after %j: %s", (write, newest, isTaken) => {
  expect(isAccepted(write, newest)).toBe(isTaken);
});

test("of any writes in any order the highest pair is the last accepted one", () => {
  fc.assert(
    fc.property(fc.array(pair, { minLength: 1, maxLength: 20 }), (writes) => {
      let newest: AcceptedPair | null = null;
      for (const write of writes) if (isAccepted(write, newest)) newest = write;
      const sorted = [...writes].sort((one, other) => one.term - other.term || one.epoch - other.epoch);
      expect(newest).toEqual(sorted.at(-1));
    }),
  );
});
