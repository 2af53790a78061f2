import { expect, it } from "vitest";
import { alertSamples } from "@/tests/support/operations-samples";
import { readSample, sampleNamed } from "@/tests/support/signal-reading";
import { factsOf, ofKind, outcomeOf } from "@/tests/support/signals";

const sample = sampleNamed(alertSamples, "triggered", "datadog");
const read = (change: object) => readSample(sample, { ...(sample.body as object), ...change });

it("an alert is one cycle, from triggered to recovered", () => {
  const facts = ["Triggered", "Recovered"].flatMap((transition) => ofKind(factsOf(read({ transition })), "alert"));
  expect(facts.map(({ progress }) => progress)).toEqual(["firing", "resolved"]);
  expect(new Set(facts.map(({ subjectKey }) => subjectKey))).toEqual(new Set(["alert:datadog:11:8123456789"]));
  expect(facts[0]).toMatchObject({
    title: "errors of shop",
    service: "shop",
    environment: "production",
    severity: "critical",
    countsAsIncident: true,
    labels: { beta: "true", env: "production", service: "shop" },
  });
});

it.each(["Warn", "Re-Triggered", "Renotify", "Constructor", "constructor"])("%s says nothing new", (transition) => {
  expect(outcomeOf(read({ transition }))).toBe("not_interesting");
});

it("a time that is none is named", () => {
  expect(read({ date: "soon" })).toMatchObject({ outcome: "wrong_shape", detail: expect.stringContaining("date: ") });
});
