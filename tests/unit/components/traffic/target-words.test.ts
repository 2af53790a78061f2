import { describe, expect, test } from "vitest";
import { addressOf, fenceWords, holdWords } from "@/components/traffic/target-words";
import type { TestedFence } from "@/lib/traffic/target-contract";

const tested = (fence: TestedFence | null) => ({ lastTest: { ok: true, tookMs: 3, findings: [], fence } });

describe("what a target's page says about workers that were replaced", () => {
  test("nothing before a test", () => {
    expect(fenceWords({ lastTest: null })).toBe("Not known before a connection test");
    expect(fenceWords(tested(null))).toBe("Not known before a connection test");
    expect(holdWords(tested(null))).toBe("Not known before a connection test");
  });

  test("that they are refused, or the window in which they are not", () => {
    expect(fenceWords(tested({ kind: "native", hold: null }))).toBe("Refuses writes of a replaced worker");
    expect(fenceWords(tested({ kind: "none", hold: null }))).toBe("Cannot refuse; corrected within 1 s by read-back");
  });

  test("what happens when all of them are silent", () => {
    expect(holdWords(tested({ kind: "none", hold: null }))).toMatch(/^None/);
    expect(holdWords(tested({ kind: "native", hold: null }))).toMatch(/^Not armed/);
    expect(holdWords(tested({ kind: "native", hold: null, canHold: false }))).toMatch(/^None: the split stays/);
    expect(holdWords(tested({ kind: "native", hold: { remainingMs: 9_000, fired: false } }))).toMatch(/^Armed: .*9 ?s/);
    expect(holdWords(tested({ kind: "native", hold: { remainingMs: 0, fired: true } }))).toMatch(/^Nobody renewed/);
  });
});

test("a fleet is named by its first process, with how many more there are", () => {
  const one = { kind: "haproxy", socket: "/run/1.sock", backend: "shop" } as const;
  const slots = { a: ["a1"], b: ["b1"] };
  expect(addressOf({ ...one, slots })).toBe("shop at /run/1.sock");
  expect(addressOf({ ...one, slots, moreSockets: [] })).toBe("shop at /run/1.sock");
  expect(addressOf({ ...one, slots, moreSockets: ["/run/2.sock", "/run/3.sock"] })).toBe(
    "shop at /run/1.sock and 2 more",
  );
});
