import { describe, expect, it } from "vitest";
import { instant } from "@/lib/kernel/instant";
import { punctualityFigure, punctualityOf, slipMs, toleranceMs } from "@/lib/releases/domain/punctuality";

const promised = instant(1_000_000);
const now = instant(promised + 10 * toleranceMs);
const train = (departedAt: number | null, phase = "arrived") => ({
  plannedFirst: promised,
  departedAt: departedAt === null ? null : instant(departedAt),
  phase,
});

describe("a departure", () => {
  it("is judged against what was promised first", () => {
    expect(punctualityOf(train(promised - 5), now)).toBe("on_time");
    expect(punctualityOf(train(promised + toleranceMs), now)).toBe("on_time");
    expect(punctualityOf(train(promised + toleranceMs + 1), now)).toBe("late");
    expect(punctualityOf(train(null, "cancelled"), now)).toBe("missed");
    expect(punctualityOf(train(null, "planned"), now)).toBe("missed");
    expect(punctualityOf(train(null, "planned"), promised)).toBe("not_yet");
    expect(punctualityOf({ ...train(promised), plannedFirst: null }, now)).toBe("unplanned");
  });

  it("is late by what passed since then, and never early by less than nothing", () => {
    expect(slipMs(train(promised - 5))).toBe(0);
    expect(slipMs(train(promised + 7))).toBe(7);
    expect(slipMs(train(null))).toBeNull();
  });

  it("counts only where something was promised and is due", () => {
    const all = [train(promised), train(promised + 2 * toleranceMs), train(null, "cancelled")];
    const unplanned = { plannedFirst: null, departedAt: promised, phase: "arrived" };
    expect(punctualityFigure([...all, unplanned], now)).toEqual({
      due: 3,
      onTime: 1,
      percent: 33.3,
      medianSlipMs: 0,
    });
    expect(punctualityFigure([unplanned], now)).toMatchObject({ due: 0, percent: null, medianSlipMs: null });
  });
});
