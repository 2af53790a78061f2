import { describe, expect, it } from "vitest";
import {
  type CmdbSide,
  type ObservedSide,
  type PipelineSide,
  placeKey,
  plainName,
  reconcile,
} from "@/lib/cmdb/domain/reconcile";
import { type KnownDifference, workItemChanges } from "@/lib/cmdb/domain/work-items";
import { instant } from "@/lib/kernel/instant";

const now = instant(Date.parse("2026-11-20T12:00:00Z"));
const longAgo = instant(now - 7 * 86_400_000);
const place = (service = "checkout", environment = "production") => ({
  serviceId: `svc_${service}`,
  environmentId: `env_${environment}`,
  service,
  environment,
});
const item = (more: Partial<CmdbSide> = {}): CmdbSide => ({
  ...place(),
  version: "1.0.0",
  owner: null,
  changedAt: null,
  ...more,
});
const deployed = (more: Partial<PipelineSide> = {}): PipelineSide => ({
  ...place(),
  version: "1.0.0",
  deployedAt: longAgo,
  ...more,
});

function kindsOf(given: {
  cmdb?: readonly CmdbSide[] | null;
  pipeline?: readonly PipelineSide[];
  observed?: readonly ObservedSide[];
  owners?: ReadonlyMap<string, readonly string[]>;
}): string[] {
  const sides = { cmdb: [], pipeline: [], observed: [], owners: new Map(), ...given };
  return reconcile({ ...sides, now, settleMs: 30 * 60_000 }).map(({ kind }) => kind);
}

describe("reconciliation", () => {
  it("finds nothing where all agree, whatever the spelling of a version", () => {
    const observed = [{ ...place(), versions: ["v1.0.0"] }];
    expect(kindsOf({ cmdb: [item({ version: "v1.0.0" })], pipeline: [deployed()], observed })).toEqual([]);
  });

  it.each([
    ["missing_in_cmdb", { pipeline: [deployed()] }],
    ["missing_in_pipeline", { cmdb: [item()] }],
    ["version_differs", { cmdb: [item({ version: "0.9.0" })], pipeline: [deployed()] }],
    [
      "version_differs",
      { cmdb: [item({ version: "0.9.0", changedAt: instant(now - 3_600_000) })], pipeline: [deployed()] },
    ],
    ["stale_record", { cmdb: [item({ version: "0.9.0", changedAt: instant(longAgo - 1) })], pipeline: [deployed()] }],
    ["environment_differs", { cmdb: [item({ ...place("checkout", "live") })], pipeline: [deployed()] }],
    [
      "owner_differs",
      {
        cmdb: [item({ owner: "Payments" })],
        pipeline: [deployed()],
        owners: new Map([["svc_checkout", ["Shop", "shop"]]]),
      },
    ],
    [
      "not_observed_as_recorded",
      { cmdb: null, pipeline: [deployed()], observed: [{ ...place(), versions: ["0.9.0"] }] },
    ],
  ] as const)("finds %s", (kind, given) => {
    expect(kindsOf(given)).toEqual([kind]);
  });

  it("says nothing of the CMDB while it is unknown, and nothing of what runs where nobody looks", () => {
    expect(kindsOf({ cmdb: null, pipeline: [deployed()] })).toEqual([]);
    expect(kindsOf({ cmdb: null, pipeline: [deployed()], observed: [{ ...place(), versions: [] }] })).toEqual([]);
  });

  it("gives whoever updates the CMDB half an hour", () => {
    const young = deployed({ deployedAt: instant(now - 60_000) });
    expect(kindsOf({ cmdb: [item({ version: "0.9.0" })], pipeline: [young] })).toEqual([]);
    expect(kindsOf({ pipeline: [young] })).toEqual([]);
  });

  it("knows an owner by name or slug, and does not miss what runs without a pipeline", () => {
    const owners = new Map([["svc_checkout", ["Team Shop", "team-shop"]]]);
    expect(kindsOf({ cmdb: [item({ owner: "team shop" })], pipeline: [deployed()], owners })).toEqual([]);
    expect(kindsOf({ cmdb: [item()], observed: [{ ...place(), versions: ["1.0.0"] }] })).toEqual([]);
  });

  it("counts a service that is not ours once, under its name", () => {
    const foreign = item({ serviceId: null, environmentId: null, service: "Legacy Mainframe" });
    const again = item({ serviceId: null, environmentId: null, service: "legacy-mainframe" });
    expect(kindsOf({ cmdb: [foreign, again] })).toEqual(["missing_in_pipeline"]);
    expect(placeKey(foreign)).toBe(placeKey(again));
    expect(plainName("Check-Out 2")).toBe("checkout2");
  });
});

describe("work items", () => {
  const found = reconcile({
    cmdb: [],
    pipeline: [deployed()],
    observed: [],
    owners: new Map(),
    now,
    settleMs: 0,
  });
  const known = (more: Partial<KnownDifference> = {}): KnownDifference => ({
    key: found[0]?.key ?? "",
    kind: "missing_in_cmdb",
    state: "open",
    cmdb: null,
    pipeline: "1.0.0",
    observed: null,
    ...more,
  });

  it("keeps what was accepted accepted while it says the same, and opens it when it does not", () => {
    expect(workItemChanges([known({ state: "accepted" })], found, true)).toMatchObject({ seen: [{}], reopened: [] });
    expect(workItemChanges([known({ state: "accepted", pipeline: "0.9" })], found, true).reopened).toHaveLength(1);
    expect(workItemChanges([known({ state: "fixed" })], found, true).reopened).toHaveLength(1);
    expect(workItemChanges([], found, true).added).toHaveLength(1);
  });

  it("calls nothing of the CMDB fixed while the CMDB is unknown", () => {
    expect(workItemChanges([known()], [], false).fixed).toEqual([]);
    expect(workItemChanges([known()], [], true).fixed).toHaveLength(1);
    const running = known({ kind: "not_observed_as_recorded", key: "x" });
    expect(workItemChanges([running], [], false).fixed).toEqual(["x"]);
  });
});
