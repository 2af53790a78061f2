import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createWindow } from "@/lib/calendar/use-cases/create-window";
import { settleLane } from "@/lib/deployments/use-cases/settle-lane";
import { getDrills } from "@/lib/drills/use-cases/read-drills";
import { recordDrill } from "@/lib/drills/use-cases/record-drill";
import { setDrillSchedule } from "@/lib/drills/use-cases/set-drill-schedule";
import { createEmergencies } from "@/lib/emergencies/pass-read-model";
import { decideProposal } from "@/lib/emergencies/use-cases/decide-proposal";
import { getEmergency, listEmergencies } from "@/lib/emergencies/use-cases/read-emergencies";
import { reviewEmergency } from "@/lib/emergencies/use-cases/review-emergency";
import { instant } from "@/lib/kernel/instant";
import { prismaExecutor } from "@/lib/platform/db/executor";
import { setRuntime } from "@/lib/platform/runtime";
import type { PlanOverrides } from "@/lib/rollouts/contract";
import { abortRollout } from "@/lib/rollouts/use-cases/abort-rollout";
import { cancelRollout } from "@/lib/rollouts/use-cases/cancel-rollout";
import { startRollout } from "@/lib/rollouts/use-cases/start-rollout";
import { createObjective } from "@/lib/slos/use-cases/create-objective";
import { approveWaiver } from "@/lib/waivers/use-cases/approve-waiver";
import { requestWaiver } from "@/lib/waivers/use-cases/request-waiver";
import { revokeWaiver } from "@/lib/waivers/use-cases/revoke-waiver";
import { useTestDatabase } from "../../support/database";
import { refusalOf } from "../../support/harness";
import { type Load, startLoad } from "../../support/load";
import { threeNines } from "../../support/measured-services";
import { createPerson, type Person } from "../../support/people";
import { onPresentRevision } from "../../support/present-revision";
import { createReleaseRig, type ReleaseRig } from "../../support/release-rig";

/**
 * Goal: a release past a blackout is possible for whoever has the right, for a time, on record; nothing else is passed. Method: the
 * whole rig with a blackout in force; the loop decides, and no job ends anything. Security: row 21.
 */
const database = useTestDatabase();
let rig: ReleaseRig;
let load: Load;
let sre: Person;
let approver: Person;
let developer: Person;

const hour = 3_600_000;
const place = { service: "shop", environment: "production" };
const standing: PlanOverrides = {
  steps: [
    { trafficPercent: 20, bakeMs: 600_000, approval: false, minRequests: 5 },
    { trafficPercent: 100, bakeMs: 700, approval: false, minRequests: 5 },
  ],
  warmMs: 700,
};

const inMs = (durationMs: number) => new Date(Date.now() + durationMs).toISOString();

beforeAll(async () => {
  rig = await createReleaseRig({ databaseUrl: database().url, plane: "edge" });
  setRuntime(rig.runtime);
  load = startLoad({ url: rig.url, ratePerSecond: 60, maxRequests: 12_000 });
  sre = await createPerson(rig.runtime, { roles: ["sre"], name: "Ada" });
  approver = await createPerson(rig.runtime, { roles: ["approver"], name: "Bea" });
  developer = await createPerson(rig.runtime, { roles: ["developer"], name: "Cem" });
  const times = { startsAt: inMs(-hour), endsAt: inMs(48 * hour) };
  await rig.run(createObjective, { slug: "paying", name: "Paying", ...place, definition: threeNines });
  await rig.run(createWindow, { kind: "blackout", name: "Peak", ...times });
});
afterAll(async () => {
  await load?.stop();
  await rig?.close();
});

function start(person: Person, version: string, emergency?: { reason: string; endsAt: string; incidentId?: string }) {
  const more = emergency ? { emergency } : {};
  const input = { ...place, version, ...(person === developer ? {} : { overrides: standing }), ...more };
  return startRollout.run(input, { actor: person.actor }, rig.runtime);
}

const urgent = (durationMs: number) => ({ reason: "Nobody can pay", endsAt: inMs(durationMs) });

describe("an emergency release", () => {
  it("needs a right of its own, an end within a day, and an incident that is there; everything wrong is told", async () => {
    expect(await refusalOf(start(developer, "9.0.0", urgent(hour)))).toMatchObject({
      code: "forbidden",
      fields: ["emergency"],
    });
    expect(await refusalOf(start(sre, "9.0.0", { ...urgent(25 * hour), incidentId: "inc_none" }))).toMatchObject({
      code: "invalid_input",
      fields: ["emergency.endsAt", "emergency.incidentId"],
    });
    expect(await refusalOf(start(sre, "9.0.0", urgent(-1)))).toMatchObject({ fields: ["emergency.endsAt"] });
    expect(await refusalOf(start(sre, "9.0.0", { ...urgent(hour), reason: " " }))).toMatchObject({
      code: "invalid_input",
      fields: ["emergency.reason"],
    });
  });

  it("does not pass what is wrong with the rollout itself", async () => {
    expect(await refusalOf(start(sre, "1.0.0", urgent(hour)))).toMatchObject({ code: "rejected", fields: ["version"] });
    const input = { ...place, environment: "nowhere", version: "9.0.0", emergency: urgent(hour) };
    const unknown = startRollout.run(input, { actor: sre.actor }, rig.runtime);
    expect(await refusalOf(unknown)).toMatchObject({ code: "invalid_input" });
    expect(await rig.runtime.db.emergencyRelease.count()).toBe(0);
  });

  it("moves users while the blackout holds the others, is logged with what it passed, and is an emergency deployment", async () => {
    const held = await start(sre, "2.0.0");
    await rig.reach(held.id, (rollout) => rollout.phase === "queued");
    const begun = await start(sre, "1.1.0", urgent(hour));
    await rig.reach(begun.id, (rollout) => rollout.phase === "baking");
    // Who waited before it waits still.
    expect((await rig.read(held.id)).phase).toBe("queued");
    const cancel = ({ id, revision }: { id: string; revision: number }) =>
      cancelRollout.run({ id, revision, reason: "no longer wanted" }, { actor: sre.actor }, rig.runtime);
    await onPresentRevision(() => rig.read(held.id), cancel);
    const { items } = await listEmergencies.run({}, { actor: approver.actor }, rig.runtime);
    expect(items).toMatchObject([
      {
        reference: "E-1",
        state: "in_force",
        rollout: { id: begun.id },
        startedBy: "Ada",
        reason: "Nobody can pay",
        passed: [{ code: "ahead_in_queue" }, { code: "window_active" }],
        review: null,
      },
    ]);
    expect((await rig.read(begun.id)).emergency).toMatchObject({ reference: "E-1" });
    const record = await rig.runtime.db.auditEvent.findFirst({
      where: { action: "rollout.start", outcome: "accepted", subjectId: begun.id },
    });
    expect(record?.after).toMatchObject({ emergency: { reference: "E-1", reason: "Nobody can pay" } });
    const deployment = await rig.runtime.db.deployment.findFirstOrThrow({ where: { rolloutId: begun.id } });
    await rig.runtime.db.$transaction((tx) =>
      settleLane(prismaExecutor(tx), {
        serviceId: deployment.serviceId,
        environmentId: deployment.environmentId,
        since: instant(deployment.startedAt.getTime()),
      }),
    );
    expect(await rig.runtime.db.deployment.findUnique({ where: { id: deployment.id } })).toMatchObject({
      kind: "emergency",
      kindReason: "It was released as the emergency E-1.",
    });
    const early = reviewEmergency.run(
      { id: items[0]?.id ?? "", outcome: "justified", findings: "Fine" },
      { actor: approver.actor },
      rig.runtime,
    );
    expect(await refusalOf(early)).toMatchObject({ code: "rejected" });
    const emergencies = createEmergencies(prismaExecutor(rig.runtime.db));
    expect(await emergencies.inForce(begun.id, Date.now())).toMatchObject({ reason: "E-1: Nobody can pay" });
    expect(await emergencies.inForce(held.id, Date.now())).toBeNull();
    expect(await emergencies.inForce(begun.id, Date.now() + 2 * hour)).toBeNull();
    await abortRollout.run({ id: begun.id, reason: "drill" }, { actor: sre.actor }, rig.runtime);
    await rig.reach(begun.id, (rollout) => rollout.phase === "rolled_back");
  });

  it("stops passing at its end, by the clock; a rollback is not held", async () => {
    const begun = await start(sre, "1.1.0", urgent(4_000));
    await rig.reach(begun.id, (rollout) => rollout.phase === "baking");
    const paused = await rig.reach(begun.id, (rollout) => rollout.pauseReasons.includes("freeze"), 20_000);
    expect(paused.phase).toBe("baking");
    await abortRollout.run({ id: begun.id, reason: "not now" }, { actor: sre.actor }, rig.runtime);
    await rig.reach(begun.id, (rollout) => rollout.phase === "rolled_back");
  });

  it("owes a review by another person, and its service gets no waiver until then", async () => {
    const { items } = await listEmergencies.run({ state: "owed" }, { actor: approver.actor }, rig.runtime);
    expect(items.map((one) => one.reference)).toEqual(["E-2", "E-1"]);
    const ask = () =>
      requestWaiver.run(
        {
          kind: "freeze",
          subject: "*",
          ...place,
          justification: "Again",
          risk: "Some",
          mitigation: "We watch",
          startsAt: inMs(0),
          endsAt: inMs(hour),
        },
        { actor: developer.actor },
        rig.runtime,
      );
    expect(await refusalOf(ask())).toMatchObject({ code: "rejected", fields: ["service", "service"] });
    for (const { id } of items) {
      const given = { id, outcome: "justified" as const, findings: "It could not wait", isObjectiveToChange: true };
      expect(await refusalOf(reviewEmergency.run(given, { actor: sre.actor }, rig.runtime))).toMatchObject({
        code: "forbidden",
      });
      const isLast = id === items.at(-1)?.id;
      const elsewhere = { ...given, proposal: { objective: "nothing", targetPercent: "99" } };
      expect(await refusalOf(reviewEmergency.run(elsewhere, { actor: approver.actor }, rig.runtime))).toMatchObject({
        code: "not_found",
      });
      const proposal = isLast ? { proposal: { objective: "paying", targetPercent: "99.5" } } : {};
      await reviewEmergency.run({ ...given, ...proposal }, { actor: approver.actor }, rig.runtime);
      expect(await getEmergency.run({ id }, { actor: sre.actor }, rig.runtime)).toMatchObject({
        state: "reviewed",
        review: { outcome: "justified", isObjectiveToChange: true, reviewedBy: "Bea" },
      });
    }
    const asked = await ask();
    expect(asked).toMatchObject({ state: "requested", need: { approvals: 2 } });
    const { id, contentHash } = asked;
    for (const { actor } of [approver, sre]) {
      await approveWaiver.run({ id, contentHash, comment: "Seen" }, { actor }, rig.runtime);
    }
  });

  it("changes the objective by what a review proposes, once another person signs it, and never a later version", async () => {
    const { runtime } = rig;
    const { items } = await listEmergencies.run({ state: "reviewed" }, { actor: sre.actor }, runtime);
    const { id = "" } = items.at(-1) ?? {};
    const open = await getEmergency.run({ id }, { actor: sre.actor }, runtime);
    expect(open).toMatchObject({
      proposal: { objective: { slug: "paying" }, fromPercent: "99.9", toPercent: "99.5", state: "open" },
      mayDecide: null,
    });
    const decide = (actor: typeof sre, decision: "signed" | "declined") =>
      decideProposal.run({ id, decision, note: "The contract allows it." }, { actor: actor.actor }, runtime);
    expect(await refusalOf(decide(approver, "signed"))).toMatchObject({ code: "forbidden" });
    expect(await decide(sre, "signed")).toMatchObject({
      proposal: { state: "signed", decision: { by: "Ada", version: 2 } },
    });
    expect(await refusalOf(decide(sre, "declined"))).toMatchObject({ code: "rejected" });
    const objective = await runtime.db.objective.findUniqueOrThrow({
      where: { slug: "paying" },
      include: { versions: true },
    });
    expect(objective).toMatchObject({ version: 2, definition: { targetPercent: "99.5" } });
    const second = objective.versions.find(({ version }) => version === 2);
    expect(second?.reason).toBe("Proposed by the review of E-1. The contract allows it.");
    const { id: other = "" } = items[0] ?? {};
    const none = decideProposal.run({ id: other, decision: "signed", note: "Yes" }, { actor: sre.actor }, runtime);
    expect(await refusalOf(none)).toMatchObject({ code: "not_found" });
    await expect(runtime.db.emergencyProposal.deleteMany({})).rejects.toThrow();
  });

  it("is not needed where a waiver of the window is in force; revoked, the window holds again", async () => {
    const begun = await start(sre, "1.1.0");
    await rig.reach(begun.id, (rollout) => rollout.phase === "baking");
    const waiver = await rig.runtime.db.waiver.findFirstOrThrow();
    const given = { id: waiver.id, revision: 1, reason: "The books are closed now" };
    await revokeWaiver.run(given, { actor: approver.actor }, rig.runtime);
    await rig.reach(begun.id, (rollout) => rollout.pauseReasons.includes("freeze"));
    await abortRollout.run({ id: begun.id, reason: "not now" }, { actor: sre.actor }, rig.runtime);
    await rig.reach(begun.id, (rollout) => rollout.phase === "rolled_back");
  });
});

describe("rollback drills", () => {
  it("are rollbacks that the data plane has shown, with their measured time, due by a schedule", async () => {
    const actor = { actor: sre.actor };
    const drills = () => getDrills.run({ slug: "shop" }, actor, rig.runtime);
    expect((await drills()).duty).toBe("not_scheduled");
    const schedule = { slug: "shop", environment: "production", everyDays: 91 };
    expect(await setDrillSchedule.run(schedule, actor, rig.runtime)).toMatchObject({ duty: "never_done" });
    const rolledBack = await rig.runtime.db.rollout.findFirstOrThrow({ where: { phase: "rolled_back" } });
    const cancelled = await rig.runtime.db.rollout.findFirstOrThrow({ where: { phase: "cancelled" } });
    const note = "Quarterly";
    expect(await refusalOf(recordDrill.run({ rolloutId: cancelled.id, note }, actor, rig.runtime))).toMatchObject({
      code: "rejected",
    });
    const recorded = await recordDrill.run({ rolloutId: rolledBack.id, note }, actor, rig.runtime);
    expect(recorded).toMatchObject({ duty: "fresh", drills: [{ rolloutId: rolledBack.id, note, recordedBy: "Ada" }] });
    expect(recorded.drills[0]?.tookMs).toBeGreaterThan(0);
    expect(await refusalOf(recordDrill.run({ rolloutId: rolledBack.id, note }, actor, rig.runtime))).toMatchObject({
      code: "conflict",
    });
  });
});
