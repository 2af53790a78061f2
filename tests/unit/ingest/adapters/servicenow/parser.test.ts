import { describe, expect, it } from "vitest";
import { localMoment } from "@/lib/ingest/adapters/servicenow/local-time";
import { servicenowChange, servicenowIncident, ticketSamples } from "@/tests/support/operations-samples";
import { readSample, sampleNamed } from "@/tests/support/signal-reading";
import { at, factsOf, ofKind, outcomeOf } from "@/tests/support/signals";

const change = sampleNamed(ticketSamples, "change_request");
const incident = sampleNamed(ticketSamples, "incident");
const readChange = (fields: object) =>
  factsOf(readSample(change, { table: "change_request", record: { ...servicenowChange, ...fields } }));
const readIncident = (fields: object) =>
  ofKind(
    factsOf(readSample(incident, { table: "incident", record: { ...servicenowIncident, ...fields } })),
    "incident",
  );

describe("a change request", () => {
  it("has its times in the source's zone", () => {
    expect(readChange({})).toEqual([
      expect.objectContaining({
        kind: "ticket",
        subjectKey: "ticket:servicenow:-:CHG0030052",
        occurredAt: at("2026-11-20T08:30:00Z"),
        state: "approved",
        type: "emergency",
        risk: "moderate",
        plannedStartAt: at("2026-11-20T19:00:00Z"),
        actualStartAt: undefined,
      }),
    ]);
  });

  it.each([
    ["-5", "requested", "open"],
    ["-4", "approved", "approved"],
    ["Authorize", "rejected", "rejected"],
    ["-1", "approved", "implementing"],
    ["3", "approved", "closed"],
    ["4", "rejected", "cancelled"],
    ["constructor", "", "open"],
  ])("in state %s with approval %s is %s", (state, approval, expected) => {
    expect(readChange({ state, approval })).toMatchObject([{ state: expected }]);
  });

  it("as the table API writes it says the same", () => {
    const state = { value: "-1", display_value: "Implement" };
    expect(readChange({ state, cmdb_ci: { value: "b0c4", display_value: "shop" } })).toMatchObject([
      { state: "implementing", service: "shop" },
    ]);
  });
});

describe("an incident", () => {
  it("was triggered, has a cause, and was resolved", () => {
    const facts = readIncident({});
    expect(facts.map(({ what, occurredAt }) => [what, occurredAt])).toEqual([
      ["triggered", at("2026-11-20T11:00:00Z")],
      ["severity", at("2026-11-20T12:00:00Z")],
      ["note", at("2026-11-20T12:00:00Z")],
      ["resolved", at("2026-11-20T11:55:00Z")],
    ]);
    expect(facts[2]?.causes).toEqual([{ ticketKey: "CHG0030052" }]);
  });

  it("that somebody works on is acknowledged", () => {
    expect(readIncident({ state: "2", resolved_at: "" }).map(({ what }) => what)).toContain("acknowledged");
  });

  it("that is a duplicate was merged into its parent", () => {
    const facts = readIncident({ parent_incident: "INC0010000", close_code: "Duplicate" });
    expect(facts.at(-1)).toMatchObject({ what: "merged", mergedInto: "incident:servicenow:acme:INC0010000" });
  });
});

it("other tables are none of ours", () => {
  expect(outcomeOf(readSample(change, { table: "problem", record: servicenowChange }))).toBe("not_interesting");
});

it("a record without a readable time is named", () => {
  const record = { ...servicenowChange, sys_updated_on: "20.11.2026" };
  expect(readSample(change, { table: "change_request", record })).toMatchObject({
    outcome: "wrong_shape",
    detail: expect.stringContaining("sys_updated_on"),
  });
});

it.each([
  ["2026-07-01 12:00:00", "Europe/Berlin", "2026-07-01T10:00:00Z"],
  ["2026-03-29 02:30:00", "Europe/Berlin", "2026-03-29T01:30:00Z"],
  ["2026-10-25 02:30:00", "Europe/Berlin", "2026-10-25T00:30:00Z"],
  ["2026-11-20T09:30:00Z", "Europe/Berlin", "2026-11-20T09:30:00Z"],
])("%s in %s is %s", (text, zone, moment) => {
  expect(localMoment(text, zone)).toBe(at(moment));
});

it.each([
  ["2026-13-01 12:00:00", "UTC"],
  ["", "UTC"],
  ["2026-07-01 12:00:00", "Mars/Olympus"],
])("%s in %s is no time", (text, zone) => {
  expect(localMoment(text, zone)).toBeNull();
});
