import { describe, expect, it } from "vitest";
import { ticketSamples } from "@/tests/support/operations-samples";
import { readSample, sampleNamed } from "@/tests/support/signal-reading";
import { at, factsOf, ofKind, outcomeOf } from "@/tests/support/signals";

const sample = sampleNamed(ticketSamples, "jira:issue_updated");
const body = sample.body as { issue: { fields: object }; changelog: object };

function read(fields: object, rest: object = {}) {
  const issue = { ...body.issue, fields: { ...body.issue.fields, ...fields } };
  return readSample(sample, { ...body, issue, ...rest });
}

const status = (name: string, category: string): object => ({ status: { name, statusCategory: { key: category } } });

describe("an issue of a change type", () => {
  it("is a ticket", () => {
    expect(factsOf(readSample(sample))).toEqual([
      expect.objectContaining({
        kind: "ticket",
        subjectKey: "ticket:jira:-:OPS-7",
        occurredAt: at("2026-11-20T09:30:00Z"),
        state: "approved",
        type: "emergency",
        service: "shop",
        plannedStartAt: at("2026-11-20T20:00:00Z"),
        url: "https://acme.atlassian.net/browse/OPS-7",
      }),
    ]);
  });

  it.each([
    ["Open", "new", "open"],
    ["Implementing", "indeterminate", "implementing"],
    ["Done", "done", "closed"],
    ["Rejected", "done", "rejected"],
    ["Cancelled by owner", "done", "cancelled"],
  ])("in status %s (%s) is %s", (name, category, state) => {
    expect(factsOf(read(status(name, category)))).toMatchObject([{ state }]);
  });

  it("is in the state that the source's table names first", () => {
    const config = { ...sample.config, states: { "awaiting implementation": "implementing" } };
    expect(factsOf(readSample({ ...sample, config }))).toMatchObject([{ state: "implementing" }]);
  });
});

describe("an issue of an incident type", () => {
  const type = { issuetype: { name: "incident" } };

  it("is triggered, acknowledged and resolved by its status", () => {
    const whats = (fields: object, rest?: object) =>
      ofKind(factsOf(read({ ...type, ...fields }, rest)), "incident").map(({ what }) => what);
    expect(whats({})).toEqual(["triggered", "severity", "acknowledged"]);
    expect(whats({ ...status("Done", "done"), resolutiondate: "2026-11-20T12:00:00.000+0100" })).toEqual([
      "triggered",
      "severity",
      "resolved",
    ]);
    const taken = { changelog: { items: [{ field: "resolution", fromString: "Done", toString: null }] } };
    expect(whats({ ...status("Open", "new") }, taken)).toEqual(["triggered", "severity", "reopened"]);
  });
});

it.each([
  [
    "a type that no setting names",
    { issue: { ...body.issue, fields: { ...body.issue.fields, issuetype: { name: "Story" } } } },
    "no_rule",
  ],
  ["a comment", { webhookEvent: "comment_created" }, "not_interesting"],
  ["a new kind of event", { webhookEvent: "moon_risen" }, "unknown_event"],
])("%s is no ticket of ours", (_, change, outcome) => {
  expect(outcomeOf(readSample(sample, { ...body, ...change }))).toBe(outcome);
});
