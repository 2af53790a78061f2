import { describe, expect, it } from "vitest";
import { instant } from "@/lib/kernel/instant";
import { queueOf, type Reservation, shareScope, stateOf } from "@/lib/reservations/domain/reservation";
import { wishOf } from "./reservation-world";

/** Goal: states are read off the clock, and the order of the queue is by time, then priority. Method: hand-made cases. */

const at = instant;
const base = { at: 0, from: 0, length: 10, wait: 5, services: [], units: null, priority: 0, ifTaken: "queue" as const };
const open = { slot: null, grantedAt: null, takenUpAt: null, endedAt: null, ending: null };
const one = (index: number, change: Partial<Reservation> = {}): Reservation => ({
  ...wishOf(base, index),
  ...open,
  ...change,
});

describe("reservations", () => {
  it("are queued, granted, active or over", () => {
    const slot = { from: at(5), to: at(15) };
    expect(stateOf(one(0), at(1))).toBe("queued");
    expect(stateOf(one(0, { slot }), at(1))).toBe("queued");
    expect(stateOf(one(0, { slot, grantedAt: at(0) }), at(4))).toBe("granted");
    expect(stateOf(one(0, { slot, grantedAt: at(0) }), at(5))).toBe("active");
    expect(stateOf(one(0, { slot, grantedAt: at(0), ending: "expired", endedAt: at(15) }), at(15))).toBe("expired");
  });

  it("stand in the order in which they were asked for, the greater priority first of the same moment", () => {
    const later = one(0, { queuedAs: at(7) });
    const early = one(1, { queuedAs: at(2) });
    const urgent = one(2, { queuedAs: at(7), priority: 2 });
    const ended = one(3, { ending: "cancelled", endedAt: at(9) });
    expect(queueOf([later, early, urgent, ended]).map(({ id }) => id)).toEqual(["r01", "r02", "r00"]);
  });

  it("concern one another where they name a common service, or none", () => {
    expect(shareScope({ services: ["a"] }, { services: ["b"] })).toBe(false);
    expect(shareScope({ services: ["a", "b"] }, { services: ["b"] })).toBe(true);
    expect(shareScope({ services: [] }, { services: ["b"] })).toBe(true);
  });
});
