import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type AgendaItem, agendaKinds, agendaOf } from "@/lib/reviews/domain/agenda";
import { runs } from "@/tests/support/runs";

const item = (more: Partial<AgendaItem>): AgendaItem => ({
  kind: "breach",
  id: "one",
  title: "One",
  why: "Because",
  href: "/",
  at: null,
  isOverdue: false,
  ...more,
});

describe("the agenda", () => {
  it("begins with what is overdue, then what broke, then what may break; the oldest of each first", () => {
    const items = [
      item({ kind: "stale", id: "s" }),
      item({ kind: "breach", id: "new", at: 20 }),
      item({ kind: "waiver", id: "w", at: 5 }),
      item({ kind: "breach", id: "old", at: 10 }),
      item({ kind: "action", id: "late", at: 1, isOverdue: true }),
      item({ kind: "at_risk", id: "r" }),
    ];
    expect(agendaOf(items).map(({ id }) => id)).toEqual(["late", "old", "new", "r", "w", "s"]);
  });

  it("is the same whatever order its items were read in, with each of them once", () => {
    const any = fc.record<AgendaItem>({
      kind: fc.constantFrom(...agendaKinds),
      id: fc.string({ minLength: 1, maxLength: 3 }),
      title: fc.constant("t"),
      why: fc.constant("w"),
      href: fc.constant("/"),
      at: fc.option(fc.integer({ min: 0, max: 5 })),
      isOverdue: fc.boolean(),
    });
    const key = ({ kind, id }: AgendaItem) => `${kind} ${id}`;
    fc.assert(
      fc.property(
        fc
          .uniqueArray(any, { selector: key, maxLength: 12 })
          .chain((items) => fc.tuple(fc.constant(items), fc.shuffledSubarray(items, { minLength: items.length }))),
        ([items, shuffled]) => {
          const agenda = agendaOf(items);
          expect(agendaOf([...shuffled, ...items])).toEqual(agenda);
          expect(agenda.map(key).sort()).toEqual(items.map(key).sort());
        },
      ),
      runs(200),
    );
  });
});
