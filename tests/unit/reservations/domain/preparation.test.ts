import { describe, expect, it } from "vitest";
import { instant } from "@/lib/kernel/instant";
import {
  delaysOf,
  medianOf,
  type Preparation,
  type PreparedReservation,
  preparationOf,
  preparationWords,
} from "@/lib/reservations/domain/preparation";

/** Goal: preparation is held against its plan, and what nobody said stays unknown. Method: hand-made reservations of 5 h, 1 h of it planned. */

const minute = 60_000;
const hour = 60 * minute;
const start = Date.parse("2026-11-20T12:00:00Z");
const at = (minutes: number) => instant(start + minutes * minute);
const reserved = (change: Partial<PreparedReservation> = {}): PreparedReservation => ({
  slot: { from: at(0), to: at(300) },
  grantedAt: at(0),
  ...{ takenUpAt: null, endedAt: null, prepareMs: hour, dataReadyAt: null },
  ...change,
});
const seen = (change: Partial<PreparedReservation>, now: number): Preparation => {
  const found = preparationOf(reserved(change), at(now));
  if (!found) throw new Error("there is a preparation");
  return found;
};
const said = (change: Partial<PreparedReservation>, now: number) => preparationWords(seen(change, now));

describe("preparation of data", () => {
  it("is late by what it took beyond its plan, which the reservation loses", () => {
    const late = seen({ dataReadyAt: at(100) }, 120);
    expect(late).toMatchObject({ state: "ready", plannedMs: hour, tookMs: 100 * minute, delayMs: 40 * minute });
    expect(late.usableMs).toBe(200 * minute);
    expect(preparationWords(late)).toBe("Data ready 40 min later than planned; 3 h 20 min to use.");
  });

  it("is not late when it was ready early or as planned", () => {
    expect(seen({ dataReadyAt: at(50) }, 120)).toMatchObject({ delayMs: 0, usableMs: 250 * minute });
    expect(said({ dataReadyAt: at(50) }, 120)).toBe("Data ready 10 min earlier than planned; 4 h 10 min to use.");
    expect(said({ dataReadyAt: at(60) }, 120)).toBe("Data ready as planned; 4 h to use.");
  });

  it("is as late as it is so far while it runs", () => {
    expect(seen({}, 20)).toMatchObject({ state: "running", tookMs: 20 * minute, delayMs: 0, usableMs: 4 * hour });
    expect(said({}, 20)).toBe("Data is prepared since 20 min, of 1 h planned.");
    expect(seen({}, 90)).toMatchObject({ delayMs: 30 * minute, usableMs: 210 * minute, isHolderWaiting: true });
    expect(said({}, 90)).toBe(
      "Data not ready, 30 min later than planned so far; at most 3 h 30 min to use. Whoever holds it is late because its data is.",
    );
    expect(said({ takenUpAt: at(5) }, 90)).not.toContain("Whoever");
  });

  it("says how late its holder was because of it, and only then", () => {
    expect(said({ dataReadyAt: at(100), takenUpAt: at(105) }, 120)).toContain(
      "First used 45 min later than planned, 40 min of it because its data was late.",
    );
    expect(seen({ dataReadyAt: at(100), takenUpAt: at(10) }, 120).lateUseMs).toBeNull();
    expect(seen({ dataReadyAt: at(60), takenUpAt: at(105) }, 120).lateUseMs).toBeNull();
  });

  it("is unknown when it ended and nobody said, and lasts to the end that it came to", () => {
    const unreported = seen({ endedAt: at(200) }, 400);
    expect(unreported).toMatchObject({ state: "unreported", tookMs: null, delayMs: null, usableMs: null });
    expect(preparationWords(unreported)).toBe("Nobody said when its data was ready.");
    expect(seen({ endedAt: at(200), dataReadyAt: at(100) }, 400).usableMs).toBe(100 * minute);
  });

  it("is none where nothing is planned, nothing is granted, or nothing began", () => {
    expect(preparationOf(reserved({ prepareMs: 0 }), at(10))).toBeNull();
    expect(preparationOf(reserved({ grantedAt: null }), at(10))).toBeNull();
    expect(preparationOf(reserved({ slot: null }), at(10))).toBeNull();
    expect(preparationOf(reserved(), at(-1))).toBeNull();
    expect(preparationOf(reserved({ endedAt: at(-5) }), at(10))).toBeNull();
  });
});

describe("delays of preparations", () => {
  it("are counted over what is known: what is ready, and what is late already", () => {
    const all = [
      seen({ dataReadyAt: at(100) }, 120),
      seen({ dataReadyAt: at(50) }, 120),
      seen({}, 20),
      seen({}, 150),
      seen({ endedAt: at(200) }, 400),
    ];
    expect(delaysOf(all)).toEqual({
      ...{ preparations: 5, unreported: 1, medianDelayMs: 40 * minute, worstDelayMs: 90 * minute },
    });
    expect(delaysOf([])).toEqual({ preparations: 0, unreported: 0, medianDelayMs: null, worstDelayMs: null });
  });

  it("have a middle", () => {
    expect([medianOf([]), medianOf([3]), medianOf([1, 4]), medianOf([1, 2, 9])]).toEqual([null, 3, 2.5, 2]);
  });
});
