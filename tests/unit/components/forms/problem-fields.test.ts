import { describe, expect, it } from "vitest";
import { fieldErrorsOf, generalReasonsOf } from "@/components/forms/problem-fields";

const values = { version: "", steps: [{ trafficPercent: 101 }] };
const reasons = [
  { code: "required", field: "version", message: "Name the version." },
  { code: "too_large", field: "steps[0].trafficPercent", message: "101 is more than 100.", remedy: "Choose 0 to 100." },
  { code: "step", field: "steps.0.trafficPercent", message: "It must rise." },
  { code: "freeze", message: "Production is frozen." },
  { code: "unknown", field: "revision", message: "Not a field of this form." },
  { code: "sly", field: "__proto__.polluted", message: "Not a field either." },
];

describe("reasons of a refused form", () => {
  it("land on the inputs they name, all of them, with their remedies", () => {
    expect(fieldErrorsOf(reasons, values)).toEqual({
      version: "Name the version.",
      "steps.0.trafficPercent": "101 is more than 100. Choose 0 to 100. It must rise.",
    });
  });

  it("are never lost when no input can show them", () => {
    expect(generalReasonsOf(reasons, values).map((reason) => reason.code)).toEqual(["freeze", "unknown", "sly"]);
  });
});
