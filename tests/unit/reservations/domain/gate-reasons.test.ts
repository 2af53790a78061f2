import { describe, expect, it } from "vitest";
import { instant } from "@/lib/kernel/instant";
import { type Holder, reservationReasons } from "@/lib/reservations/domain/gate-reasons";

/** Goal: who holds an environment alone holds others, and nobody else does. Method: every combination that matters. */

const environment = { slug: "staging", name: "Staging" };
const holder = (change: Partial<Holder> = {}): Holder => ({
  ...{ reference: "V-1", holder: "Ann", team: "Shop", isExclusive: true, coversService: true, isOwn: false },
  until: instant(Date.parse("2026-11-20T17:00:00Z")),
  ...change,
});
const states = (holders: readonly Holder[], isDemanded = false) =>
  reservationReasons({ environment, isDemanded, holders }).map(({ state }) => state);

describe("reservations at the gate", () => {
  it("hold while somebody else is alone there, and say who and what to do", () => {
    const [reason] = reservationReasons({ environment, isDemanded: false, holders: [holder()] });
    expect(reason).toMatchObject({
      state: "blocked",
      sentence: "Ann (Shop) holds Staging alone until 2026-11-20 17:00 UTC (V-1).",
      owner: "Ann (Shop)",
      href: "/environments/staging",
    });
    expect(reason?.nextAction).toContain("Join the queue, or ask Ann");
  });

  it("let their holder go, and those of other services", () => {
    expect(states([holder({ isOwn: true })])).toEqual(["pass"]);
    expect(states([holder({ coversService: false })])).toEqual([]);
    expect(states([holder({ isExclusive: false })])).toEqual(["pass"]);
    expect(states([])).toEqual([]);
  });

  it("are demanded where the environment says so", () => {
    expect(states([], true)).toEqual(["blocked"]);
    expect(states([holder({ isExclusive: false })], true)).toEqual(["blocked"]);
    expect(states([holder({ isExclusive: false, isOwn: true })], true)).toEqual(["pass"]);
    expect(states([holder({ isOwn: true, coversService: false })], true)).toEqual(["blocked"]);
  });
});
