import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { buildRecords, type LaneDeployment, type LaneFacts } from "@/lib/insights/domain/build-records";
import { momentOf, tookEffectAt } from "@/lib/insights/domain/delivery-record";
import { kindOf } from "@/lib/insights/domain/deployment-kind";
import { runs } from "@/tests/support/runs";
import { atHour, deployed, record } from "./records";

function lane(deployments: readonly LaneDeployment[]): LaneFacts {
  return { serviceId: "svc_1", environmentId: "env_1", teamId: "team_1", tier: 1, deployments };
}

function kinds(deployments: readonly LaneDeployment[]): string[] {
  return buildRecords(lane(deployments)).map((one) => one.kind);
}

const open = { id: "inc_1", rootId: "inc_1", detectedAt: atHour(2), resolvedAt: null, isByPerson: false };

describe("kinds", () => {
  it.each([
    ["new versions", [deployed("a", "1", 0), deployed("b", "2", 1)], ["normal", "normal"]],
    ["the same again", [deployed("a", "1", 0), deployed("b", "1", 1)], ["normal", "redeploy"]],
    [
      "the same with flags",
      [deployed("a", "1", 0), deployed("b", "1", 1, { flags: ["new-cart"] })],
      ["normal", "flag_only"],
    ],
    [
      "back to an earlier one",
      [deployed("a", "1", 0), deployed("b", "2", 1), deployed("c", "1", 2)],
      ["normal", "normal", "rollback"],
    ],
    [
      "a try again after a failed attempt",
      [deployed("a", "1", 0), deployed("b", "2", 1, { outcome: "failed" }), deployed("c", "2", 2)],
      ["normal", "normal", "normal"],
    ],
    [
      "a rollback by our own hand",
      [deployed("a", "1", 0), deployed("b", "9", 1, { origin: "rollback" })],
      ["normal", "rollback"],
    ],
    ["an emergency", [deployed("a", "1", 0, { declaredKind: "emergency" })], ["emergency"]],
    [
      "an emergency by its ticket",
      [deployed("a", "1", 0, { ticket: { key: "C", state: "approved", isEmergency: true } })],
      ["emergency"],
    ],
    [
      "a repair while an incident is open",
      [deployed("a", "1", 0, { incidents: [open] }), deployed("b", "2", 3)],
      ["normal", "hotfix"],
    ],
    [
      "no repair after it was resolved",
      [deployed("a", "1", 0, { incidents: [{ ...open, resolvedAt: atHour(2.5) }] }), deployed("b", "2", 3)],
      ["normal", "normal"],
    ],
    [
      "what was decided already",
      [deployed("a", "1", 0), deployed("b", "1", 1, { decidedKind: "hotfix" })],
      ["normal", "hotfix"],
    ],
  ])("%s", (_, deployments, expected) => {
    expect(kinds(deployments)).toEqual(expected);
  });

  it("does not call the first deployment ever a rollback", () => {
    expect(kindOf(deployed("a", "1", 0), { live: null, liveBefore: new Set(), troubles: [] }).kind).toBe("normal");
  });
});

describe("failure signals", () => {
  it("collapses duplicates to their root: detected with the first, restored with the last", () => {
    const incidents = [
      { id: "dup", rootId: "root", detectedAt: atHour(2), resolvedAt: atHour(5), isByPerson: false },
      { id: "root", rootId: "root", detectedAt: atHour(3), resolvedAt: atHour(5), isByPerson: true },
    ];
    const [first] = buildRecords(lane([deployed("a", "1", 0, { incidents })]));
    expect(first?.failures).toEqual([
      { kind: "incident", id: "root", detectedAt: atHour(2), restoredAt: atHour(5), isByPerson: true },
    ]);
  });

  it("notes a version that was taken back on its way, from the decision", () => {
    const [first] = buildRecords(
      lane([deployed("a", "1", 0, { outcome: "rolled_back", takenBack: { decidedAt: atHour(0.1), tookMs: 900 } })]),
    );
    expect(first).toMatchObject({ rollbackMs: 900, failures: [{ kind: "rolled_back", detectedAt: atHour(0.1) }] });
    expect(first && tookEffectAt(first)).toBe(atHour(0));
  });

  it("puts a rollback down to the deployment that ran, past redeploys of it", () => {
    const records = buildRecords(
      lane([deployed("a", "1", 0), deployed("b", "2", 1), deployed("c", "2", 2), deployed("d", "1", 3)]),
    );
    expect(records.map((one) => one.failures.map((signal) => `${signal.kind} ${signal.id}`))).toEqual([
      [],
      ["followed_by_rollback d"],
      [],
      [],
    ]);
  });
});

describe("a lane", () => {
  const someDeployment = fc.record({
    version: fc.constantFrom("1", "2", "3", "4"),
    hour: fc.integer({ min: 0, max: 40 }),
    outcome: fc.constantFrom("succeeded", "failed", "rolled_back", "running") as fc.Arbitrary<
      LaneDeployment["outcome"]
    >,
  });

  it("makes the same records whatever order its deployments come in, one for each", () => {
    fc.assert(
      fc.property(fc.array(someDeployment, { maxLength: 12 }), fc.infiniteStream(fc.nat()), (given, chance) => {
        const deployments = given.map(({ version, hour, outcome }, index) =>
          deployed(`d${index}`, version, hour, { outcome, ...(outcome === "running" ? { finishedAt: null } : {}) }),
        );
        const shuffled = deployments
          .map((one) => ({ one, key: chance.next().value }))
          .sort((a, b) => a.key - b.key)
          .map(({ one }) => one);
        const records = buildRecords(lane(deployments));
        expect(buildRecords(lane(shuffled))).toEqual(records);
        expect(new Set(records.map((one) => one.deploymentId)).size).toBe(deployments.length);
        expect(records.map(momentOf)).toEqual(records.map(momentOf).sort((a, b) => a - b));
      }),
      runs(150),
    );
  });

  it("holds the tickets: none, refused and believed", () => {
    const tickets = [
      null,
      { key: "A", state: "rejected", isEmergency: false },
      { key: "B", state: null, isEmergency: false },
    ];
    const records = buildRecords(
      lane(tickets.map((ticket, index) => deployed(`d${index}`, `${index}`, index, { ticket }))),
    );
    expect(records.map((one) => one.isAuthorized)).toEqual([false, false, true]);
    const decided = buildRecords(lane([deployed("a", "1", 0, { isPermitted: true })]));
    expect(decided[0]?.isAuthorized).toBe(true);
  });

  it("belongs to a period by its end, or its start while it runs", () => {
    expect(momentOf(record({ finishedAt: null }))).toBe(atHour(0));
    expect(momentOf(record())).toBe(atHour(1));
  });
});
