import { describe, expect, it } from "vitest";
import { instant } from "@/lib/kernel/instant";
import { rational } from "@/lib/kernel/rational";
import { accountFor, addsUp } from "@/lib/slos/domain/accounting";
import type { Slice } from "@/lib/slos/domain/level";
import { sharesOf, timeFactsOf } from "@/lib/slos/domain/time-facts";

const minuteMs = 60_000;
const from = instant(Date.parse("2026-06-01T00:00:00Z"));
const at = (minutes: number) => instant(from + minutes * minuteMs);
const counted = (good: bigint, total: bigint): Slice => ({ kind: "counted", good, total });
const target = rational(9n, 10n);

describe("facts of time", () => {
  it("are bad below the target alone, unknown where nothing was counted, and end with what is due", () => {
    const slices: Slice[] = [
      ...[counted(9n, 10n), counted(8n, 10n), counted(0n, 0n)],
      ...[{ kind: "unknown" } as const, counted(1n, 1n), { kind: "not_due" } as const],
    ];
    const facts = timeFactsOf({ from, slices, knownSince: from }, at(-2), target);
    expect(facts.window).toEqual({ from: at(-2), to: at(5) });
    expect(facts.bad).toEqual([{ from: at(1), to: at(2) }]);
    expect(facts.unknown).toEqual([
      { from: at(-2), to: at(0) },
      { from: at(3), to: at(4) },
    ]);
    const account = accountFor({ ...facts, planned: [{ from: at(1), to: at(3) }], waived: [] });
    expect(addsUp(account)).toBe(true);
    expect(sharesOf(account)).toEqual({ raw: rational(3n, 4n), adjusted: rational(1n) });
  });

  it("give no share where nothing is known", () => {
    const facts = timeFactsOf({ from, slices: [{ kind: "unknown" }], knownSince: null }, from, target);
    const account = accountFor({ ...facts, planned: [], waived: [] });
    expect(account.unknownMs).toBe(minuteMs);
    expect(sharesOf(account)).toEqual({ raw: null, adjusted: null });
  });
});
