import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { alertSilenceMs, alertStateAt, readAlert, readIncident } from "@/lib/incidents/domain/incident-reading";
import type { AlertFact, Fact, IncidentFact } from "@/lib/ingest/domain/fact";
import { inOrder, type StoredFact } from "@/lib/ingest/domain/fact-identity";
import { instant } from "@/lib/kernel/instant";
import { runs } from "@/tests/support/runs";

let count = 0;
const stored = (fact: Fact): StoredFact => {
  count += 1;
  return { id: `f${String(count).padStart(4, "0")}`, fact, sourceId: "src" };
};
const told = (at: number, what: IncidentFact["what"], more: Partial<IncidentFact> = {}): StoredFact =>
  stored({ subjectKey: "incident:x:y:1", occurredAt: instant(at), kind: "incident", key: "PX1", what, ...more });
const alert = (at: number, progress: AlertFact["progress"], countsAsIncident = true): StoredFact =>
  stored({
    ...{ subjectKey: "alert:x:y:1", occurredAt: instant(at), kind: "alert", progress, fingerprint: "fp" },
    ...{ startsAt: instant(5), title: "Slow", countsAsIncident },
  });

describe("an incident", () => {
  it("is over at its last resolution, and no late note lengthens it", () => {
    const facts = [
      told(1, "triggered", { title: "Down" }),
      told(2, "acknowledged"),
      told(10, "resolved"),
      told(99, "note"),
      told(120, "severity", { severity: "high" }),
    ];
    expect(readIncident(facts)).toMatchObject({
      ...{ state: "resolved", detectedAt: 1, acknowledgedAt: 2, resolvedAt: 10, severity: "high", lastHeardAt: 120 },
    });
    expect(readIncident(facts)?.events).toHaveLength(5);
  });

  it("lasts on when it was opened again, until it is resolved again", () => {
    const facts = [told(1, "triggered"), told(10, "resolved"), told(20, "reopened")];
    expect(readIncident(facts)).toMatchObject({ state: "open", resolvedAt: null });
    expect(readIncident([...facts, told(30, "resolved"), told(40, "resolved")])).toMatchObject({ resolvedAt: 30 });
  });

  it("is merged into another, and keeps the causes that were named", () => {
    const facts = [
      told(1, "triggered", { causes: [{ version: "1" }] }),
      told(2, "note", { causes: [{ version: "1" }, { commitSha: "abc" }] }),
      told(3, "merged", { mergedInto: "incident:x:y:2" }),
    ];
    expect(readIncident(facts)).toMatchObject({
      state: "merged",
      mergedInto: "incident:x:y:2",
      causes: [{ version: "1" }, { commitSha: "abc" }],
    });
  });

  it("depends on the set of its facts alone", () => {
    const what = fc.constantFrom<IncidentFact["what"]>("triggered", "acknowledged", "resolved", "reopened", "note");
    const sets = fc.array(fc.tuple(what, fc.integer({ min: 0, max: 20 })), { minLength: 1, maxLength: 10 });
    fc.assert(
      fc.property(sets, fc.infiniteStream(fc.nat()), (set, order) => {
        const facts = set.map(([one, at]) => told(at, one));
        const shuffled = [...facts]
          .map((one) => ({ one, rank: order.next().value ?? 0 }))
          .sort((l, r) => l.rank - r.rank);
        expect(readIncident(inOrder(shuffled.map(({ one }) => one)))).toEqual(readIncident(inOrder(facts)));
      }),
      runs(200),
    );
  });

  it("is made of an alert only when its source is set so", () => {
    expect(readIncident([alert(6, "firing"), alert(9, "resolved")])).toMatchObject({
      origin: "alert",
      detectedAt: 5,
      resolvedAt: 9,
    });
    expect(readIncident([alert(6, "firing", false)])).toBeNull();
    expect(readIncident([])).toBeNull();
  });
});

describe("an alert", () => {
  it("fires until it is resolved, and ends once", () => {
    const facts = [alert(6, "firing"), alert(9, "resolved"), alert(12, "resolved"), alert(13, "firing")].map(
      ({ fact }) => fact,
    );
    expect(readAlert(facts)).toMatchObject({ state: "resolved", startsAt: 5, resolvedAt: 9, lastHeardAt: 13 });
    expect(readAlert([])).toBeNull();
  });

  it("that nobody speaks of any more is unknown, never resolved", () => {
    const lastHeardAt = instant(1_000);
    expect(alertStateAt({ state: "firing", lastHeardAt }, instant(1_000 + alertSilenceMs))).toBe("firing");
    expect(alertStateAt({ state: "firing", lastHeardAt }, instant(1_001 + alertSilenceMs))).toBe("unknown");
    expect(alertStateAt({ state: "resolved", lastHeardAt }, instant(9e12))).toBe("resolved");
  });
});
