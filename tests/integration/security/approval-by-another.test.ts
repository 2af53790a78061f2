import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createToken } from "@/lib/identity/use-cases/create-token";
import { type Actor, systemActor } from "@/lib/platform/auth/actor";
import { setRuntime } from "@/lib/platform/runtime";
import type { PlanOverrides } from "@/lib/rollouts/contract";
import { editTemplate } from "@/lib/rollouts/use-cases/edit-template";
import { getTemplate } from "@/lib/rollouts/use-cases/read-templates";
import { startRollout } from "@/lib/rollouts/use-cases/start-rollout";
import { callApi } from "../../support/api-call";
import { useTestDatabase } from "../../support/database";
import { createPerson, type Person, startSession } from "../../support/people";
import { createReleaseRig, type ReleaseRig } from "../../support/release-rig";
import { until } from "../../support/until";

/**
 * Goal: a step is approved by another person than the one who asked for the rollout (row 16), on what they looked at (row
 * 17). Method: real rollouts that wait for an approval; every door the starter has is tried, the database's own too.
 */

const database = useTestDatabase();
let rig: ReleaseRig;
let starter: Person;
let other: Person;

const waitsForApproval: PlanOverrides = {
  steps: [
    { trafficPercent: 20, bakeMs: 300, approval: true, minRequests: 0 },
    { trafficPercent: 100, bakeMs: 300, approval: false, minRequests: 0 },
  ],
  warmMs: 300,
};

beforeAll(async () => {
  rig = await createReleaseRig({ databaseUrl: database().url, plane: "edge" });
  setRuntime(rig.runtime);
  starter = await createPerson(rig.runtime, { roles: ["sre"], name: "Ada" });
  other = await createPerson(rig.runtime, { roles: ["approver"], name: "Bea" });
});
afterAll(() => rig.close());

async function tokenOf(person: Person): Promise<string> {
  const wanted = ["rollout:read", "rollout:start", "rollout:approve", "policy:write"] as const;
  const scopes = wanted.filter((scope) => person.actor.permissions.has(scope));
  const { token } = await createToken.run({ name: "pipeline", scopes }, { actor: person.actor }, rig.runtime);
  return `Bearer ${token}`;
}

async function actorOf(authorization: string): Promise<Actor> {
  const actor = await rig.runtime.authenticate(new Headers({ authorization }));
  if (!actor) throw new Error("a token that was just made is not accepted");
  return actor;
}

let versions = 0;

/** A rollout that somebody started and that waits for an approval; takes the place of the one before. */
async function waiting(actor: Actor): Promise<string> {
  versions += 1;
  const here = { service: "shop", environment: "production", version: `2.${versions}.0` };
  const input = { ...here, policy: "supersede" as const, overrides: waitsForApproval };
  const { id } = await startRollout.run(input, { actor }, rig.runtime);
  await rig.reach(id, (rollout) => rollout.pauseReasons.includes("approval"));
  return id;
}

/** Ask for an approval on the present revision; again while the loop writes in between. */
function approve(id: string, headers: Readonly<Record<string, string>>) {
  return until("the approval has an answer", async () => {
    const { revision } = await rig.read(id);
    const body = { revision, reason: "Seen and good" };
    const answer = await callApi("POST", `/rollouts/${id}/approve`, { headers, body });
    return answer.status === 409 ? null : answer;
  });
}

const refused = { status: 403, body: { code: "forbidden", reasons: [{ code: "own_rollout" }] } };

describe("a step's approval (row 16)", () => {
  it("is refused to the person who started the rollout, in every session and behind every token of theirs", async () => {
    const id = await waiting(starter.actor);
    const again = await startSession(rig.runtime, starter.id);
    const doors: Record<string, string>[] = [
      { cookie: starter.cookie },
      { cookie: again.cookie },
      { authorization: await tokenOf(starter) },
    ];
    for (const door of doors) expect(await approve(id, door)).toMatchObject(refused);
    const records = await rig.runtime.db.auditEvent.findMany({
      where: { action: "rollout.approve", subjectId: id, outcome: "refused" },
    });
    expect(records.map((record) => record.actorKind).sort()).toEqual(["token", "user", "user"]);
    expect(JSON.stringify(records[0]?.detail)).toContain("own_rollout");
    expect(await rig.read(id)).toMatchObject({ approvedStepIndex: null, stepIndex: 0 });
  });

  it("is refused to the owner of the token that started it, and to another token of theirs", async () => {
    const id = await waiting(await actorOf(await tokenOf(starter)));
    expect(await approve(id, { cookie: starter.cookie })).toMatchObject(refused);
    expect(await approve(id, { authorization: await tokenOf(starter) })).toMatchObject(refused);
  });

  it("is another person's, kept with their name and what they looked at, and the rollout goes on", async () => {
    const id = await waiting(starter.actor);
    expect((await approve(id, { authorization: await tokenOf(other) })).status).toBe(200);
    await rig.reach(id, (rollout) => rollout.phase === "completed");
    const kept = await rig.runtime.db.rolloutApproval.findMany({ where: { rolloutId: id } });
    expect(kept).toMatchObject([{ stepIndex: 0, approvedByPerson: other.id, reason: "Seen and good" }]);
  });

  it("says on the rollout whose it is, so that a page does not offer what is refused", async () => {
    const id = await waiting(starter.actor);
    const seenBy = async (person: Person) =>
      (await callApi("GET", `/rollouts/${id}`, { headers: { cookie: person.cookie } })).body.isOwn;
    expect([await seenBy(starter), await seenBy(other)]).toEqual([true, false]);
  });

  it("is refused by the database too, which keeps who started it and what was approved", async () => {
    const id = await waiting(starter.actor);
    const approval = { rolloutId: id, stepIndex: 0, revision: 1, approvedBy: "Ada", reason: "raw" };
    const { db } = rig.runtime;
    await expect(db.rolloutApproval.create({ data: { ...approval, approvedByPerson: starter.id } })).rejects.toThrow(
      /not approved by the person who started it/,
    );
    await expect(db.rollout.update({ where: { id }, data: { startedByPerson: other.id } })).rejects.toThrow(
      /does not change/,
    );
    await db.rolloutApproval.create({ data: { ...approval, approvedByPerson: other.id } });
    await expect(db.rolloutApproval.deleteMany({ where: { rolloutId: id } })).rejects.toThrow(/permission denied/);
  });

  it("cannot come from a second account of one person at an identity provider: there is none", async () => {
    const identity = { issuer: "https://id.example", subject: "ada" };
    await rig.runtime.db.oidcIdentity.create({ data: { ...identity, userId: starter.id } });
    const second = rig.runtime.db.oidcIdentity.create({ data: { ...identity, userId: other.id } });
    await expect(second).rejects.toThrow(/[Uu]nique/);
  });
});

describe("what is approved (row 17)", () => {
  it("is the revision that was looked at: another one, or none, is refused", async () => {
    const id = await waiting(starter.actor);
    const headers = { cookie: other.cookie };
    const { revision } = await rig.read(id);
    const give = (body: unknown) => callApi("POST", `/rollouts/${id}/approve`, { headers, body });
    expect((await give({ revision: revision - 1, reason: "late" })).status).toBe(409);
    expect(await give({ reason: "blind" })).toMatchObject({ status: 400, body: { reasons: [{ field: "revision" }] } });
  });

  it("cannot be edited: plan and build stay as they were when the rollout was asked for", async () => {
    const plan = { strategy: "canary" as const, ...waitsForApproval, steps: waitsForApproval.steps ?? [] };
    const admin = await createPerson(rig.runtime, { roles: ["admin"] });
    const made = await callApi("POST", "/templates", {
      headers: { cookie: admin.cookie },
      body: { slug: "reviewed", name: "Reviewed", plan },
    });
    expect(made.status).toBe(201);
    const by = { actor: starter.actor };
    const here = { service: "shop", environment: "production", version: "9.0.0", policy: "supersede" as const };
    const digest = (letter: string) => `sha256:${letter.repeat(64)}`;
    const build = { ...here, template: "reviewed", artifactDigest: digest("a") };
    const { id } = await startRollout.run(build, by, rig.runtime);
    await rig.reach(id, (rollout) => rollout.pauseReasons.includes("approval"));
    const before = await rig.read(id);

    const template = await getTemplate.run({ slug: "reviewed" }, by, rig.runtime);
    const wider = { ...template.plan, steps: [{ ...template.plan.steps[1], trafficPercent: 100 }] };
    const edit = { slug: "reviewed", revision: template.revision, plan: wider } as Parameters<
      typeof editTemplate.run
    >[0];
    await editTemplate.run(edit, { actor: systemActor("tests") }, rig.runtime);
    const otherBuild = startRollout.run({ ...build, artifactDigest: digest("b") }, by, rig.runtime);
    await expect(otherBuild).rejects.toMatchObject({ code: "conflict", reasons: [{ field: "artifactDigest" }] });
    expect((await rig.read(id)).plan).toEqual(before.plan);
  });
});
