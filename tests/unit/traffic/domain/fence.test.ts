import fc from "fast-check";
import { expect, test } from "vitest";
import { claimedBy, isAccepted } from "@/lib/traffic/domain/fence";
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

test.each([
  [3, null, { term: 3, epoch: 0 }],
  [3, { term: 2, epoch: 9 }, { term: 3, epoch: 9 }],
  [3, { term: 3, epoch: 9 }, { term: 3, epoch: 9 }],
  [3, { term: 4, epoch: 1 }, null],
])("a claim of term %i after %j: %j", (term, newest, expected) => {
  expect(claimedBy(term, newest)).toEqual(expected);
});

test("after a claim no earlier term is accepted, and the claimer's next write is", () => {
  fc.assert(
    fc.property(pair, fc.maxSafeNat(), pair, (newest, term, write) => {
      const claimed = claimedBy(term, newest);
      expect(claimed === null).toBe(term < newest.term);
      if (claimed === null) return;
      if (write.term < term) expect(isAccepted(write, claimed)).toBe(false);
      expect(isAccepted({ term, epoch: newest.epoch }, claimed)).toBe(true);
    }),
  );
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
