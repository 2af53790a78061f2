import { describe, expect, it } from "vitest";
import {
  type AttributedIncident,
  attribute,
  attributionRule,
  type Candidate,
} from "@/lib/incidents/domain/attribution";
import { takenBackIn } from "@/lib/incidents/domain/taken-back";
import { instant } from "@/lib/kernel/instant";

const minute = 60_000;
const at = (minutes: number) => instant(1_790_000_000_000 + minutes * minute);

const incident: AttributedIncident = {
  detectedAt: at(0),
  resolvedAt: at(60),
  serviceId: "cart",
  environmentId: "prod",
  causes: [],
  duplicateOfKey: null,
};

function candidate(id: string, minutesBefore: number, more: Partial<Candidate> = {}): Candidate {
  return {
    ...{
      id,
      kind: "deployment",
      relation: "same_service",
      serviceNames: ["cart"],
      environmentId: "prod",
      isProduction: true,
    },
    ...{ startedAt: at(-minutesBefore), state: "succeeded", deploymentKind: "normal", version: id, commitSha: null },
    ...{ ticketKey: null, url: null, references: [], takenBack: null, ...more },
  };
}

function chosen(candidates: readonly Candidate[], of: Partial<AttributedIncident> = {}): string[] {
  return attribute({ ...incident, ...of }, candidates).chosen.map(({ id }) => id);
}

describe("attribution", () => {
  it("prefers the same service, and what happened shortly before", () => {
    expect(chosen([candidate("old", 300), candidate("new", 20)])).toEqual(["new"]);
    expect(chosen([candidate("own", 30), candidate("near", 20, { relation: "same_repository" })])).toEqual(["own"]);
    expect(chosen([candidate("other", 5, { relation: "none" })])).toEqual([]);
  });

  it("believes what the sender names, whatever its age, when all that it says fits", () => {
    const old = candidate("1.2.0", 60 * 24 * 30, { commitSha: "abcdef1234" });
    expect(chosen([old, candidate("new", 5)], { causes: [{ service: "cart", version: "1.2.0" }] })).toEqual(["1.2.0"]);
    expect(chosen([old], { causes: [{ commitSha: "ABCDEF12" }] })).toEqual(["1.2.0"]);
    expect(chosen([old], { causes: [{ version: "1.2.0", commitSha: "999999999" }] })).toEqual([]);
    expect(chosen([old], { causes: [{ service: "cart" }] })).toEqual([]);
    expect(chosen([{ ...old, relation: "none" }], { causes: [{ version: "1.2.0" }] })).toEqual([]);
  });

  it("keeps to the environment, and means production when none is named", () => {
    expect(chosen([candidate("a", 5, { environmentId: "staging", isProduction: false })])).toEqual([]);
    expect(chosen([candidate("a", 5)], { environmentId: null })).toEqual(["a"]);
    expect(chosen([candidate("a", 5, { isProduction: false })], { environmentId: null })).toEqual([]);
  });

  it("keeps to the window, which a service may set, and allows for clocks that disagree", () => {
    const taken = { takenBack: { at: at(10), isFirst: true } };
    expect(chosen([candidate("a", 60 * 25, taken)])).toEqual([]);
    expect(attribute(incident, [candidate("a", 60 * 25, taken)], { windowMs: 48 * 60 * minute }).chosen).toHaveLength(
      1,
    );
    expect(chosen([candidate("a", -4)])).toEqual(["a"]);
    expect(chosen([candidate("a", -6)])).toEqual([]);
  });

  it("takes a rollback within the incident as strong evidence for the one that was taken back", () => {
    const suspect = candidate("bad", 240, { takenBack: { at: at(30), isFirst: true } });
    expect(chosen([suspect, candidate("later", 15)])).toEqual(["bad"]);
    expect(chosen([{ ...suspect, takenBack: null }, candidate("later", 15)])).toEqual(["later"]);
    expect(
      chosen([
        { ...suspect, startedAt: at(-90) },
        candidate("later", 60, { takenBack: { at: at(30), isFirst: false } }),
      ]),
    ).toEqual(["bad"]);
    expect(chosen([candidate("bad", 600, { takenBack: { at: at(900), isFirst: true } })])).toEqual([]);
  });

  it("considers flags, and blames versions that ran before less", () => {
    expect(attribute(incident, [candidate("flag", 5, { kind: "flag_change", deploymentKind: null })]).outcome).toBe(
      "flag_change",
    );
    expect(chosen([candidate("back", 5, { deploymentKind: "rollback" }), candidate("new", 60)])).toEqual(["new"]);
  });

  it("leaves what it is not sure of unattributed, and says how far off it was", () => {
    const result = attribute(incident, [candidate("old", 600)]);
    expect(result).toMatchObject({ outcome: "unattributed", chosen: [] });
    expect(result.considered[0]?.score).toBeLessThan(attributionRule.threshold);
    expect(result.reason).toContain("below the 0.34");
    expect(attribute(incident, []).reason).toContain("Nothing was changed in the 24 hours");
    expect(attribute({ ...incident, serviceId: null }, []).reason).toContain("names no service");
  });

  it("has nothing to say of duplicates, nor of what a person cleared", () => {
    expect(attribute({ ...incident, duplicateOfKey: "x" }, [candidate("a", 5)]).outcome).toBe("duplicate");
    const result = attribute(incident, [candidate("a", 5), candidate("b", 30)], { cleared: new Set(["a"]) });
    expect(result.chosen.map(({ id }) => id)).toEqual(["b"]);
    expect(result.considered.find(({ id }) => id === "a")).toMatchObject({ score: 0 });
  });
});

describe("what a rollback takes back", () => {
  const step = (id: string, version: string, more: object = {}) => ({
    ...{ id, version, state: "succeeded", isRollback: false, startedAt: at(Number(id)) },
    ...more,
  });

  it("is everything since the version that it goes back to, the first of it above all", () => {
    const taken = takenBackIn([
      step("1", "a"),
      step("2", "b"),
      step("3", "x", { state: "failed" }),
      step("4", "c"),
      step("5", "a", { isRollback: true }),
    ]);
    expect([...taken]).toEqual([
      ["2", { at: at(5), isFirst: true }],
      ["4", { at: at(5), isFirst: false }],
    ]);
  });

  it("is nothing without a rollback, or when the version is not known here", () => {
    expect(takenBackIn([step("1", "a"), step("2", "b"), step("3", "a")]).size).toBe(0);
    expect(takenBackIn([step("1", "b"), step("2", "a", { isRollback: true })]).size).toBe(0);
  });
});
