import { describe, expect, it } from "vitest";
import { authorize } from "@/lib/deployments/domain/authorization";
import { readDeployment } from "@/lib/deployments/domain/deployment-reading";
import { decideKinds, type LaneEntry } from "@/lib/deployments/domain/kind";
import { sameDeployment } from "@/lib/deployments/domain/same-deployment";
import { settle } from "@/lib/deployments/domain/settle";
import type { DeploymentFact, Fact } from "@/lib/ingest/domain/fact";
import { instant } from "@/lib/kernel/instant";
import { Random } from "@/tests/bench/random";

const nothing = { runningVersionId: null, firstSuccess: new Map() };

function entry(id: string, versionId: string, more: Partial<LaneEntry> = {}): LaneEntry {
  const given = { state: "succeeded" as const, origin: "pipeline" as const, startedAt: instant(Number(id) * 1_000) };
  return {
    id,
    versionId,
    ...given,
    flags: [],
    isEmergency: false,
    ticketType: null,
    branch: null,
    openIncident: null,
    ...more,
  };
}

function kindsOf(entries: readonly LaneEntry[]): string[] {
  const kinds = decideKinds(entries, nothing);
  return entries.map(({ id }) => kinds.get(id)?.kind ?? "none");
}

/** `v1 v2 v1`, with `!` for a failure, `r` for one of our own rollbacks, `f` with flags. */
function lane(text: string): LaneEntry[] {
  return text.split(" ").map((word, index) =>
    entry(`${index + 1}`, word.replace(/[!rf]$/, ""), {
      ...(word.endsWith("!") ? { state: "failed" } : {}),
      ...(word.endsWith("r") ? { origin: "rollback" } : {}),
      ...(word.endsWith("f") ? { flags: ["x"] } : {}),
    }),
  );
}

describe("kinds from the neighbours of the lane", () => {
  it.each([
    ["1 2 1", "normal normal rollback"],
    ["1 2 1 2", "normal normal rollback normal"],
    ["1 2 2", "normal normal redeploy"],
    ["1 2! 2", "normal normal normal"],
    ["1 2! 1", "normal normal redeploy"],
    ["1 2 3 1", "normal normal normal rollback"],
    ["1 2 3 1 2", "normal normal normal rollback normal"],
    ["1 2 3 2 1", "normal normal normal rollback rollback"],
    ["1 1f", "normal flag_only"],
    ["1 2r", "normal rollback"],
    ["1! 1! 1", "normal normal normal"],
    ["1 2 1! 3", "normal normal rollback normal"],
  ])("%s is %s", (text, kinds) => {
    expect(kindsOf(lane(text)).join(" ")).toBe(kinds);
  });

  it("says emergency before hotfix, and rollback before both", () => {
    const urgent = { isEmergency: true, openIncident: "INC1" };
    expect(kindsOf([entry("1", "1"), entry("2", "2", urgent), entry("3", "1", urgent)])).toEqual([
      "normal",
      "emergency",
      "rollback",
    ]);
    expect(kindsOf([entry("1", "1", { ticketType: "emergency" })])).toEqual(["emergency"]);
    expect(kindsOf([entry("1", "1", { openIncident: "INC1" })])).toEqual(["hotfix"]);
    expect(
      kindsOf([entry("1", "1", { branch: "hotfix/cart" }), entry("2", "2", { branch: "feature/hotfixes" })]),
    ).toEqual(["hotfix", "normal"]);
  });

  it("goes on from what the lane was before", () => {
    const before = {
      runningVersionId: "2",
      firstSuccess: new Map([
        ["1", instant(1)],
        ["2", instant(2)],
      ]),
    };
    expect(decideKinds([entry("5", "1")], before).get("5")?.kind).toBe("rollback");
    expect(decideKinds([entry("5", "2")], before).get("5")?.kind).toBe("redeploy");
  });

  it("names what made each of a thousand generated deployments", () => {
    const random = new Random(5);
    const entries: LaneEntry[] = [];
    const wanted: string[] = [];
    const running: string[] = [];
    for (let step = 1; step <= 1_000; step += 1) {
      const at = running.length;
      const chance = random.next();
      const previous = running[at - 2];
      if (chance < 0.1 && previous !== undefined) {
        running.pop();
        entries.push(entry(`${step}`, previous));
        wanted.push("rollback");
      } else if (chance < 0.2 && at > 0) {
        entries.push(entry(`${step}`, running[at - 1] ?? ""));
        wanted.push("redeploy");
      } else {
        const fix = chance > 0.9 ? { openIncident: "INC" } : {};
        entries.push(entry(`${step}`, `v${step}`, fix));
        running.push(`v${step}`);
        wanted.push(chance > 0.9 ? "hotfix" : "normal");
      }
    }
    expect(kindsOf(entries)).toEqual(wanted);
  });
});

describe("settling a lane", () => {
  it("counts attempts, and begins the changes after the last success", () => {
    const facts = { saidFromCommit: null, ticketKey: null, ticket: null };
    const entries = [
      { ...entry("1", "1"), commitSha: "a", ...facts, saidFromCommit: "0" },
      { ...entry("2", "2", { state: "failed" }), commitSha: "b", ...facts },
      { ...entry("3", "2"), commitSha: "b", ...facts },
    ];
    const before = { ...nothing, runningCommit: null, attempts: new Map([["2", 4]]), isProduction: true };
    expect(settle(entries, before)).toMatchObject([
      { attempt: 1, fromCommit: "0", toCommit: "a", authorization: "unauthorized" },
      { attempt: 5, fromCommit: "a", toCommit: "b" },
      { attempt: 6, fromCommit: "a", toCommit: "b" },
    ]);
  });
});

describe("the ticket of a train", () => {
  const before = { ...nothing, runningCommit: null, attempts: new Map(), isProduction: true };
  const approved = { system: "servicenow", state: "implementing", type: "normal", approvedAt: instant(1) };
  const given = { ...entry("1", "1"), commitSha: null, saidFromCommit: null, ticketKey: null, ticket: null };
  const trainTicket = { key: "CHG9", ticket: approved };
  const judged = (more: object) => settle([{ ...given, ...more }], before)[0];

  it("allows a deployment that names none of its own, or one that does not allow it", () => {
    expect(judged({ trainTicket })).toMatchObject({ authorization: "authorized", ticketKey: "CHG9" });
    const own = { ticketKey: "CHG1", ticket: { ...approved, state: "rejected" } };
    expect(judged({ ...own, trainTicket })).toMatchObject({ authorization: "authorized", ticketKey: "CHG9" });
  });

  it("gives way to its own one that allows it, and allows nothing when it was cancelled", () => {
    const own = { ticketKey: "CHG1", ticket: approved };
    expect(judged({ ...own, trainTicket })).toMatchObject({ ticketKey: "CHG1" });
    const gone = { key: "CHG9", ticket: { ...approved, state: "cancelled" } };
    expect(judged({ trainTicket: gone })).toMatchObject({ authorization: "unauthorized", ticketKey: "CHG9" });
    const waived = judged({ trainTicket: gone, waiver: "W-1" });
    expect(waived).toMatchObject({ authorization: "authorized", ticketKey: "CHG9" });
  });
});

describe("authorization by ticket", () => {
  const base = { isProduction: true, kind: "normal" as const, startedAt: instant(100), ticketKey: "CHG1" };
  const ticket = { system: "servicenow", state: "implementing", type: "normal", approvedAt: instant(50) };
  it.each([
    ["unauthorized", { ...base, ticketKey: null, ticket: null }],
    ["authorized", { ...base, ticket: null }],
    ["authorized", { ...base, ticket }],
    ["unauthorized", { ...base, ticket: { ...ticket, approvedAt: instant(200) } }],
    ["unauthorized", { ...base, ticket: { ...ticket, approvedAt: null } }],
    ["authorized", { ...base, ticket: { ...ticket, approvedAt: null, type: "emergency" } }],
    ["authorized", { ...base, ticket: { ...ticket, approvedAt: null, system: "jira" } }],
    ["unauthorized", { ...base, ticket: { ...ticket, state: "rejected" } }],
    ["not_required", { ...base, ticketKey: null, ticket: null, isProduction: false }],
    ["not_required", { ...base, ticketKey: null, ticket: null, kind: "rollback" as const }],
  ])("is %s", (authorization, given) => {
    expect(authorize(given).authorization).toBe(authorization);
  });
});

describe("a deployment that a pipeline reports", () => {
  const told = (at: number, progress: DeploymentFact["progress"], more: Partial<DeploymentFact> = {}): Fact => ({
    ...{ subjectKey: "deployment:x:y:1", occurredAt: instant(at), kind: "deployment" as const, progress },
    ...{ service: "cart", environment: "prod", version: "1.0.0", ...more },
  });

  it("keeps when it happened when its job is run again months later", () => {
    const facts = [
      told(10, "running"),
      told(20, "succeeded", { commitSha: "ABC" }),
      told(9_000_000, "succeeded", { ticketKey: "CHG1" }),
    ];
    expect(readDeployment(facts)).toMatchObject({
      ...{ state: "succeeded", startedAt: 10, finishedAt: 20, commitSha: "abc", said: { ticketKey: "CHG1" } },
    });
  });

  it("runs while it waits, and begins no later than it ends", () => {
    expect(readDeployment([told(5, "queued")])).toMatchObject({ state: "running", startedAt: 5, finishedAt: null });
    expect(readDeployment([told(5, "failed")])).toMatchObject({ state: "failed", startedAt: 5, finishedAt: 5 });
    expect(readDeployment([])).toBeNull();
  });

  it("is our own rollout when their times overlap", () => {
    const minute = 60_000;
    const span = (id: string, from: number, to: number | null) => ({
      id,
      startedAt: instant(from * minute),
      finishedAt: to === null ? null : instant(to * minute),
    });
    const ours = [span("a", 100, 120), span("b", 200, null)];
    expect(sameDeployment(span("x", 95, 125), ours)?.id).toBe("a");
    expect(sameDeployment(span("x", 125, 130), ours)?.id).toBe("a");
    expect(sameDeployment(span("x", 150, 160), ours)).toBeNull();
    expect(sameDeployment(span("x", 230, 231), ours)?.id).toBe("b");
    expect(sameDeployment(span("x", 150, null), [span("c", 140, 155), span("b", 149, null)])?.id).toBe("b");
  });
});
