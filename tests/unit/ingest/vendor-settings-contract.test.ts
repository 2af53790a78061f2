import { describe, expect, it } from "vitest";
import { EventSourceConfig } from "@/lib/ingest/contract";
import { objectionsToSettings } from "@/lib/ingest/vendor-settings-contract";
import { allSamples } from "@/tests/support/all-samples";

const fields = (kind: string, settings: Record<string, unknown>): (string | undefined)[] =>
  objectionsToSettings(kind, settings).map(({ field }) => field);

describe("settings of a source", () => {
  it.each([...new Map(allSamples.map(({ kind, config }) => [`${kind} ${JSON.stringify(config)}`, { kind, config }]))])(
    "of %s can be given and are right",
    (_, { kind, config }) => {
      expect(EventSourceConfig.parse({ settings: config }).settings).toEqual(config);
      expect(objectionsToSettings(kind, config)).toEqual([]);
    },
  );

  it("are refused with their field: a rule for every run, one without a place, a name that nothing knows", () => {
    const settings = {
      deployments: [{ run: "*", environment: "prod" }, { run: "deploy" }, { environment: "prod" }],
      brances: ["a"],
    };
    expect(fields("github", settings)).toEqual([
      "config.settings.deployments.0.run",
      "config.settings.deployments.1.environment",
      "config.settings.deployments.2.run",
      "config.settings",
    ]);
  });

  it.each([
    ["servicenow", { timeZone: "local time" }, "config.settings.timeZone"],
    ["alertmanager", { incidents: {} }, "config.settings.incidents"],
    ["gitlab", { apiUrl: "gitlab.example" }, "config.settings.apiUrl"],
    ["jira", { states: { Done: "finished" } }, "config.settings.states.Done"],
    ["github", { ticketPrefixes: ["shop-"] }, "config.settings.ticketPrefixes.0"],
  ])("of %s that are %j name %s", (kind, settings, field) => {
    expect(fields(kind, settings)).toEqual([field]);
  });

  it("of a kind that has none are nobody's business", () => {
    expect(objectionsToSettings("push", { a: 1 })).toEqual([]);
    expect(objectionsToSettings("constructor", { a: 1 })).toEqual([]);
  });
});
