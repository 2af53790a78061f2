import { describe, expect, it } from "vitest";
import { configOf, emptySource, valuesOf } from "@/components/ingest/source-values";
import { EventSourceConfig, type EventSourceView } from "@/lib/ingest/contract";

const config = EventSourceConfig.parse({
  maxBodyBytes: 2_097_152,
  settings: { host: "ci.example" },
  polling: { everyMinutes: 30, lookbackDays: 90 },
});
const source = { slug: "ci", name: "CI", kind: "jenkins", config, isEnabled: true } as EventSourceView;

describe("the form of an event source", () => {
  it("gives back what it was given, and keeps what it does not show", () => {
    expect(configOf(valuesOf(source), config)).toEqual(config);
  });

  it("begins with the defaults of the contract", () => {
    expect(configOf(emptySource)).toEqual(EventSourceConfig.parse({}));
  });

  it("sends settings that are no JSON as they were typed, so that the refusal names the field", () => {
    const wrong = configOf({ ...emptySource, settings: "{host" });
    const issues = EventSourceConfig.safeParse(wrong).error?.issues ?? [];
    expect(issues.map(({ path }) => path.join("."))).toEqual(["settings"]);
  });
});
