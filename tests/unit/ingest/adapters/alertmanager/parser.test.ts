import { describe, expect, it } from "vitest";
import { alert, alertSamples } from "@/tests/support/operations-samples";
import { readSample, sampleNamed } from "@/tests/support/signal-reading";
import { at, factsOf, idsOf, ofKind, outcomeOf } from "@/tests/support/signals";

describe.each(["alertmanager", "grafana"])("a body of %s", (kind) => {
  const sample = sampleNamed(alertSamples, "group", kind);
  const group = (alerts: readonly object[]) => ({ ...(sample.body as object), alerts });

  it("holds firing and resolved alerts side by side", () => {
    const facts = ofKind(factsOf(readSample(sample)), "alert");
    expect(facts.map(({ title, progress }) => [title, progress])).toEqual([
      ["ErrorBudgetBurn", "firing"],
      ["Slow", "firing"],
      ["Slow", "resolved"],
    ]);
    expect(facts[0]).toMatchObject({
      fingerprint: "6a5b4c3d2e1f0011",
      startsAt: at("2026-11-20T11:00:00.123Z"),
      service: "shop",
      environment: "production",
      severity: "critical",
      countsAsIncident: true,
    });
    expect(facts[2]).toMatchObject({
      environment: "staging",
      countsAsIncident: false,
      occurredAt: at("2026-11-20T11:20:00Z"),
    });
  });

  it("says when the sender left alerts out", () => {
    expect(readSample(sample)).toMatchObject({ event: "2 alerts; 2 more were left out by the sender" });
  });

  it("that is repeated says nothing new, though its summary does", () => {
    const again = { ...alert, annotations: { summary: "9.9 % errors" } };
    expect(idsOf(factsOf(readSample(sample, group([again]))))).toEqual(
      idsOf(factsOf(readSample(sample, group([alert])))),
    );
  });

  it("about an alert that fires anew is about another alert", () => {
    const keys = ["2026-11-20T11:00:00Z", "2026-11-20T13:00:00Z"].map(
      (startsAt) => factsOf(readSample(sample, group([{ ...alert, startsAt }])))[0]?.subjectKey,
    );
    expect(new Set(keys).size).toBe(2);
  });

  it("makes incidents of none without a rule, and by label with one", () => {
    const counts = (config: object): boolean[] =>
      ofKind(factsOf(readSample({ ...sample, config: config as Record<string, unknown> })), "alert").map(
        (one) => one.countsAsIncident,
      );
    expect(counts({})).toEqual([false, false, false]);
    expect(counts({ incidents: { labels: { env: "prod*" } } })).toEqual([true, false, false]);
    expect(counts({ incidents: { severities: ["critical"], labels: { service: "cart" } } })).toEqual([
      false,
      false,
      false,
    ]);
  });

  it("without alerts is ignored", () => {
    expect(outcomeOf(readSample(sample, group([])))).toBe("no_alerts");
  });
});
