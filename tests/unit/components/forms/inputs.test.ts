import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { msPerUnit, unitOf } from "@/components/forms/duration-parts";
import { errorsUnder } from "@/components/forms/errors-under";
import { emptySource, fromPointers, toPointers } from "@/components/telemetry/source-values";
import { emptyConfig, fromLabels, toLabels } from "@/components/traffic/target-values";
import { testStatus } from "@/components/traffic/target-words";

describe("durations", () => {
  it.each([
    [0, "s"],
    [450, "ms"],
    [90_000, "s"],
    [120_000, "min"],
    [7_200_000, "h"],
    [86_400_000, "d"],
    [Number.NaN, "s"],
  ] as const)("%d ms are given in %s", (ms, unit) => {
    expect(unitOf(ms)).toBe(unit);
  });

  it("are whole numbers in their unit", () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 10 ** 10 }), (ms) => Number.isInteger(ms / msPerUnit(unitOf(ms)))));
  });
});

describe("errorsUnder", () => {
  it("gathers what is said about the parts of a value, each once, and nothing of its neighbours", () => {
    const errors = { "slots.a": "Too few.", "slots.a.1": "Bad name.", "slots.a.2": "Bad name.", "slots.ab": "Other." };
    expect(errorsUnder(errors, "slots.a")).toBe("Too few. Bad name.");
    expect(errorsUnder({}, "slots.a")).toBeUndefined();
  });
});

describe("labels and pointers as typed", () => {
  it("keep their names and values", () => {
    expect(toLabels(['version="4.12.0"', "pod=a=b"])).toEqual({ version: "4.12.0", pod: "a=b" });
    expect(fromLabels({ version: "4.12.0" })).toEqual(["version=4.12.0"]);
    expect(toPointers(["depth=/queue/depth"])).toEqual({ depth: "/queue/depth" });
    expect(fromPointers({ depth: "/queue/depth" })).toEqual(["depth=/queue/depth"]);
  });

  it("do not lose what is not of that form: the server refuses it by name", () => {
    expect(toLabels(["version"])).toEqual({ version: "" });
    expect(fromLabels({ version: "" })).toEqual(["version"]);
  });
});

describe("new targets and sources", () => {
  it("begin empty, with the contract's defaults", () => {
    expect(emptyConfig("haproxy")).toEqual({ kind: "haproxy", socket: "", backend: "", slots: { a: [], b: [] } });
    expect(emptySource("prometheus")).toMatchObject({
      kind: "prometheus",
      url: "",
      requestMetric: "http_requests_total",
    });
    expect(emptySource("http_json")).toMatchObject({ kind: "http_json", url: "", counts: null });
  });
});

describe("testStatus", () => {
  it("never calls an untested target healthy", () => {
    expect(testStatus({ testPending: false, lastTest: null }).status).toBe("no_data");
    expect(testStatus({ testPending: true, lastTest: null }).status).toBe("progressing");
    const finding = { subject: "Data plane", ok: false, message: "No answer.", remedy: null };
    expect(
      testStatus({ testPending: false, lastTest: { ok: false, tookMs: 3, findings: [finding], fence: null } }),
    ).toEqual({
      status: "failed",
      label: "1 problem",
    });
  });
});
