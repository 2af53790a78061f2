import { describe, expect, it } from "vitest";
import { pagerduty, pagerdutyIncident, pagerdutySamples } from "@/tests/support/operations-samples";
import { readSample, sampleNamed } from "@/tests/support/signal-reading";
import { at, factsOf, ofKind, outcomeOf } from "@/tests/support/signals";

const read = (name: string) => ofKind(factsOf(readSample(sampleNamed(pagerdutySamples, name))), "incident");

describe("an incident", () => {
  it("is triggered with its severity, in whole seconds, as the log has them", () => {
    expect(read("incident.triggered")).toMatchObject([
      {
        what: "triggered",
        subjectKey: "incident:pagerduty:pagerduty.com:PGR0VU2",
        occurredAt: at("2026-11-20T11:00:00Z"),
        title: "nobody can pay",
        service: "shop",
        by: "Mona",
      },
      { what: "severity", severity: "critical" },
    ]);
  });

  it.each([
    ["incident.acknowledged", "acknowledged"],
    ["incident.reopened", "reopened"],
    ["incident.resolved", "resolved"],
    ["incident.priority_updated", "severity"],
    ["incident.annotated", "note"],
  ])("of %s is %s", (type, what) => {
    expect(read(type).map((fact) => fact.what)).toEqual([what]);
  });

  it("that was resolved because another stands for it was merged into that one", () => {
    const resolve_reason = { type: "merge_resolve_reason", incident: { id: "PMAIN01" } };
    const sample = pagerduty("incident.resolved", "2026-11-20T11:30:00Z", { ...pagerdutyIncident, resolve_reason });
    expect(factsOf(readSample(sample))).toMatchObject([
      { what: "merged", mergedInto: "incident:pagerduty:pagerduty.com:PMAIN01" },
    ]);
  });

  it("is as severe as its urgency when it has no priority, or as the source's table says", () => {
    const triggered = pagerduty("incident.triggered", "2026-11-20T11:00:00Z", { ...pagerdutyIncident, priority: null });
    expect(factsOf(readSample(triggered))[1]).toMatchObject({ severity: "high" });
    const config = { severities: { HIGH: "medium" } };
    expect(factsOf(readSample({ ...triggered, config }))[1]).toMatchObject({ severity: "medium" });
  });

  it("was triggered by nobody when a machine did it", () => {
    const sample = pagerduty("incident.triggered", "2026-11-20T11:00:00Z");
    const { event } = sample.body as { event: object };
    const agent = { id: "PS", summary: "Prometheus", type: "service_reference" };
    expect(factsOf(readSample(sample, { event: { ...event, agent } }))[0]?.kind).toBe("incident");
    expect(ofKind(factsOf(readSample(sample, { event: { ...event, agent } })), "incident")[0]?.by).toBeUndefined();
    expect(
      ofKind(factsOf(readSample(sample, { event: { ...event, agent: null } })), "incident")[0]?.by,
    ).toBeUndefined();
  });
});

it.each([
  ["incident.delegated", "not_interesting"],
  ["service.updated", "not_interesting"],
  ["pagey.ping", "ping"],
  ["moon.risen", "unknown_event"],
])("%s is %s", (type, outcome) => {
  expect(outcomeOf(readSample(pagerduty(type, "2026-11-20T11:00:00Z")))).toBe(outcome);
});

describe("an incident that one of our own alerts opened", () => {
  const ours = { ...pagerdutyIncident, incident_key: "signalbox:alm_1" };

  it("is a duplicate of the one that we keep, whatever happens to it", () => {
    for (const what of ["incident.triggered", "incident.acknowledged", "incident.resolved"]) {
      const facts = ofKind(factsOf(readSample(pagerduty(what, "2026-11-20T11:00:00Z", ours))), "incident");
      expect(facts.filter((fact) => fact.what === "merged")).toMatchObject([
        { mergedInto: "incident:signalbox:-:alm_1", subjectKey: facts[0]?.subjectKey },
      ]);
    }
  });

  it("is told apart from those whose keys are somebody else's", () => {
    const theirs = { ...pagerdutyIncident, incident_key: "other:alm_1" };
    const facts = ofKind(
      factsOf(readSample(pagerduty("incident.triggered", "2026-11-20T11:00:00Z", theirs))),
      "incident",
    );
    expect(facts.some((fact) => fact.what === "merged")).toBe(false);
  });
});
