import { describe, expect, it } from "vitest";
import { instant } from "@/lib/kernel/instant";
import { gapsOf, type KnownParties, type Ownership, personsOf } from "@/lib/ownership/domain/ownership";

const now = instant(Date.parse("2026-11-20T12:00:00Z"));
const known: KnownParties = {
  persons: new Map([
    ["ada", { name: "Ada", isActive: true }],
    ["bea", { name: "Bea", isActive: true }],
    ["gone", { name: "Gus", isActive: false }],
  ]),
  teams: new Map([
    ["shop", { name: "Shop", memberIds: ["ada", "bea", "gone"] }],
    ["ghosts", { name: "Ghosts", memberIds: ["gone"] }],
  ]),
};
const person = (id: string) => ({ kind: "person" as const, id });
const team = (id: string) => ({ kind: "team" as const, id });
const whole: Ownership = {
  accountable: person("ada"),
  responsible: [team("shop")],
  consulted: [],
  informed: [person("bea")],
  rotation: null,
};
const codes = (ownership: Ownership | null) => gapsOf(ownership, known, now).map(({ code }) => code);

describe("gaps", () => {
  it("are none when somebody who is there answers for everything", () => {
    expect(codes(whole)).toEqual([]);
  });

  it("name what is missing", () => {
    expect(codes(null)).toEqual(["no_ownership"]);
    expect(codes({ ...whole, accountable: person("gone") })).toEqual(["left"]);
    expect(codes({ ...whole, accountable: person("nobody") })).toEqual(["gone"]);
    expect(codes({ ...whole, responsible: [team("ghosts")], informed: [team("none")] })).toEqual([
      "empty_team",
      "gone",
    ]);
    expect(codes({ ...whole, responsible: [] })).toEqual(["nobody_responsible"]);
  });

  it("name who left a rotation, and that it has not begun", () => {
    const rotation = {
      timeZone: "Europe/Berlin",
      startsAt: "2026-12-01T09:00",
      every: { unit: "week" as const, count: 1 },
      order: ["ada", "gone"],
    };
    expect(codes({ ...whole, responsible: [], rotation })).toEqual(["left", "nobody_on_turn"]);
  });
});

describe("who is told", () => {
  it("is each person once, by the first role that names them, and nobody who left", () => {
    expect(personsOf(whole, known, now)).toEqual([
      { personId: "ada", name: "Ada", role: "accountable" },
      { personId: "bea", name: "Bea", role: "responsible" },
    ]);
    expect(personsOf(null, known, now)).toEqual([]);
    expect(personsOf({ ...whole, accountable: person("gone"), responsible: [] }, known, now)).toEqual([
      { personId: "bea", name: "Bea", role: "informed" },
    ]);
  });

  it("is whoever's turn it is", () => {
    const rotation = {
      timeZone: "Europe/Berlin",
      startsAt: "2026-11-01T09:00",
      every: { unit: "week" as const, count: 1 },
      order: ["ada", "ada", "bea"],
    };
    const turns = { ...whole, accountable: team("ghosts"), responsible: [], informed: [], rotation };
    expect(personsOf(turns, known, now)).toEqual([{ personId: "bea", name: "Bea", role: "responsible" }]);
  });
});
