import { beforeAll, describe, expect, it } from "vitest";
import { getOwnership } from "@/lib/ownership/use-cases/read-ownership";
import { setOwnership } from "@/lib/ownership/use-cases/set-ownership";
import { prismaExecutor, sql } from "@/lib/platform/db/executor";
import { addReviewAction } from "@/lib/reviews/use-cases/add-action";
import { callMeeting } from "@/lib/reviews/use-cases/call-meeting";
import { holdMeeting } from "@/lib/reviews/use-cases/hold-meeting";
import { holdRetrospective } from "@/lib/reviews/use-cases/hold-retrospective";
import { planRetrospective } from "@/lib/reviews/use-cases/plan-retrospective";
import { listReviewActions } from "@/lib/reviews/use-cases/read-actions";
import { getReviewAgenda } from "@/lib/reviews/use-cases/read-agenda";
import { getMeeting, listMeetings } from "@/lib/reviews/use-cases/read-meetings";
import { getRetrospective, listRetrospectives } from "@/lib/reviews/use-cases/read-retrospectives";
import { getReviewRules } from "@/lib/reviews/use-cases/read-review-rules";
import { getRootCause, listRootCauses } from "@/lib/reviews/use-cases/read-root-causes";
import { listStaleObjectives } from "@/lib/reviews/use-cases/read-stale";
import { recordDecision } from "@/lib/reviews/use-cases/record-decision";
import { setReviewRules } from "@/lib/reviews/use-cases/set-review-rules";
import { settleReviewAction } from "@/lib/reviews/use-cases/settle-action";
import { refusalOf, setUpHarness } from "@/tests/support/harness";
import { createProduction } from "@/tests/support/measured-services";
import {
  dev,
  lead,
  lookAt,
  makeObjective,
  makePeople,
  signer,
  sre,
  storeHours,
} from "@/tests/support/reviewed-objectives";

/** Goal: what was broken again is talked about, with those who answer for it, and what is decided stays on record. */
const harness = setUpHarness();

beforeAll(async () => {
  await createProduction();
  await makePeople(harness());
  const { targetId } = await makeObjective(harness(), "again", "2026-01-01T00:00:00Z");
  for (const month of ["02", "03"])
    await storeHours(harness(), targetId, {
      from: `2026-${month}-01T00:00:00Z`,
      to: `2026-${month}-11T00:00:00Z`,
      requests: 100,
      errors: 30,
    });
  await lookAt(harness(), "2026-02-11T00:00:00Z");
});

const owners = {
  slug: "again",
  accountable: { kind: "person", id: "usr_lead" },
  responsible: [{ kind: "person", id: "usr_sre" }],
  reason: "Agreed",
} as const;

describe("who answers for an objective", () => {
  it("is kept with every revision, names somebody who is there, and shows who left", async () => {
    expect(await getOwnership.run({ slug: "again" }, dev)).toMatchObject({
      revision: 0,
      gaps: [{ code: "no_ownership" }],
    });
    const gone = { ...owners, accountable: { kind: "person", id: "usr_nobody" }, revision: 0 } as const;
    expect(await refusalOf(setOwnership.run(gone, lead))).toMatchObject({
      code: "invalid_input",
      fields: ["accountable"],
    });
    expect(await refusalOf(setOwnership.run({ ...owners, revision: 0 }, dev))).toMatchObject({ code: "forbidden" });
    const set = await setOwnership.run({ ...owners, revision: 0 }, lead);
    expect(set).toMatchObject({ revision: 1, gaps: [], raci: { accountable: { name: "Person lead" } } });
    expect(await refusalOf(setOwnership.run({ ...owners, revision: 0 }, lead))).toMatchObject({ code: "stale_state" });
    await harness().db.user.update({ where: { id: "usr_sre" }, data: { state: "disabled" } });
    expect((await getOwnership.run({ slug: "again" }, dev)).gaps).toMatchObject([{ code: "left" }]);
    await harness().db.user.update({ where: { id: "usr_sre" }, data: { state: "active" } });
  });
});

describe("a retrospective", () => {
  it("is owed once an objective is breached again, by the rule, until one is held with something said of everybody", async () => {
    expect((await listRetrospectives.run({}, dev)).owed).toEqual([]);
    await lookAt(harness(), "2026-03-11T00:00:00Z");
    const { owed } = await listRetrospectives.run({}, dev);
    expect(owed).toMatchObject([{ objective: { slug: "again" }, breaches: [{}, {}], planned: null }]);
    harness().runtime.setNow("2026-03-12T00:00:00Z");
    const planned = await planRetrospective.run({ objective: "again", scheduledAt: "2026-03-14T10:00:00Z" }, lead);
    expect(planned.attendance.map(({ name, isRequired }) => `${name} ${isRequired}`)).toEqual([
      "Person lead true",
      "Person sre true",
    ]);
    expect((await listRetrospectives.run({}, dev)).owed).toMatchObject([{ planned: planned.reference }]);
    const again = planRetrospective.run({ objective: "again", scheduledAt: "2026-03-14T10:00:00Z" }, lead);
    expect(await refusalOf(again)).toMatchObject({ code: "rejected" });
    const held = { id: planned.id, findings: "Limits were never tried" };
    const unsaid = holdRetrospective.run({ ...held, attendance: [{ personId: "usr_lead", attended: true }] }, lead);
    expect(await refusalOf(unsaid)).toMatchObject({ code: "invalid_input", fields: ["attendance"] });
    const attendance = [
      { personId: "usr_lead", attended: true },
      { personId: "usr_sre", attended: false },
      { personId: "usr_dev", attended: true },
    ];
    const both = await Promise.allSettled([1, 2].map(() => holdRetrospective.run({ ...held, attendance }, lead)));
    expect(both.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    const after = await getRetrospective.run({ id: planned.id }, dev);
    expect(after.attendance.map(({ name, isRequired, attended }) => `${name} ${isRequired} ${attended}`)).toEqual([
      "Person lead true true",
      "Person sre true false",
      "Person dev false true",
    ]);
    expect((await listRetrospectives.run({}, dev)).owed).toEqual([]);
    const add = {
      originKind: "retrospective",
      originId: planned.id,
      title: "Try the limits",
      ownerId: "usr_sre",
    } as const;
    expect(await refusalOf(addReviewAction.run({ ...add, dueAt: "2026-03-01T00:00:00Z" }, dev))).toMatchObject({
      fields: ["dueAt"],
    });
    const action = await addReviewAction.run({ ...add, dueAt: "2026-03-20T00:00:00Z" }, dev);
    expect(action).toMatchObject({ state: "open", isOverdue: false });
    harness().runtime.setNow("2026-03-21T00:00:00Z");
    expect((await listReviewActions.run({ state: "overdue" }, dev)).items.map(({ id }) => id)).toEqual([action.id]);
  });
});

describe("a meeting", () => {
  it("has an agenda as of any moment, which is kept when it is held", async () => {
    const kindsAt = async (at: string) => (await getReviewAgenda.run({ at }, dev)).items.map(({ kind }) => kind);
    expect(await kindsAt("2026-02-01T00:00:00Z")).not.toContain("breach");
    expect(await kindsAt("2026-02-12T00:00:00Z")).toContain("breach");
    expect((await kindsAt("2026-02-12T00:00:00Z")).filter((kind) => kind === "breach")).toHaveLength(1);
    expect(await kindsAt("2026-03-11T00:00:00Z")).toContain("retrospective");
    harness().runtime.setNow("2026-03-21T00:00:00Z");
    const now = await getReviewAgenda.run({}, dev);
    expect(now.items.map(({ kind }) => kind)).not.toContain("retrospective");
    expect(now.items.find(({ kind }) => kind === "action")).toMatchObject({ isOverdue: true });
    expect(now.items.find(({ kind }) => kind === "root_cause")).toMatchObject({ isOverdue: true });
    const call = { title: "Service levels", scheduledAt: "2026-03-21T09:00:00Z", personIds: ["usr_lead", "usr_dev"] };
    const called = await callMeeting.run(call, lead);
    const attendance = called.attendance.map(({ id }) => ({ personId: id, attended: true }));
    const early = recordDecision.run({ id: called.id, subjectKind: "none", text: "Nothing" }, lead);
    expect(await refusalOf(early)).toMatchObject({ code: "rejected" });
    const held = await holdMeeting.run({ id: called.id, attendance }, lead);
    expect(held.agenda.items).toEqual(now.items);
    const [action] = (await listReviewActions.run({ state: "overdue" }, dev)).items;
    const settle = { id: action?.id ?? "", revision: 1, state: "done", evidence: "The drill of 21 March" } as const;
    await settleReviewAction.run(settle, dev);
    expect(await refusalOf(settleReviewAction.run(settle, dev))).toMatchObject({ code: "stale_state" });
    const later = await getMeeting.run({ id: called.id }, dev);
    expect(later.agenda).toEqual(held.agenda);
    expect((await getReviewAgenda.run({}, dev)).items.map(({ kind }) => kind)).not.toContain("action");
  });

  it("records decisions about something that is there; another one replaces one, once", async () => {
    const [meeting] = (await listMeetings.run({}, dev)).items;
    const id = meeting?.id ?? "";
    const decide = (more: object) =>
      recordDecision.run({ id, subjectKind: "objective", subjectId: "again", text: "Keep 99 %", ...more }, lead);
    expect(await refusalOf(decide({ subjectId: "nope" }))).toMatchObject({ fields: ["subjectId"] });
    const first = (await decide({})).decisions[0];
    const tries = await Promise.allSettled([1, 2, 3].map(() => decide({ text: "Make it 98 %", replaces: first?.id })));
    expect(tries.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    const { decisions } = await getMeeting.run({ id }, dev);
    expect(decisions).toMatchObject([
      { text: "Make it 98 %", replaces: first?.reference, replacedBy: null },
      { text: "Keep 99 %", subjectName: "again answers", replacedBy: decisions[0]?.reference },
    ]);
    await expect(
      prismaExecutor(harness().db).query(sql`update meeting_decision set text = 'other' where id = ${first?.id}`),
    ).rejects.toThrow();
  });
});

describe("a change that failed", () => {
  it("needs a root cause by the rules of insights and of reviews, and is a debt once it is late", async () => {
    const [objective] = await harness().db.objective.findMany({ where: { slug: "again" } });
    const { serviceId = "", environmentId = "" } = objective ?? {};
    await harness().db.version.create({ data: { id: "ver_bad", serviceId, name: "9.0.0" } });
    const startedAt = new Date("2026-03-15T00:00:00Z");
    const deployed = { attempt: 1, origin: "pipeline", state: "rolled_back", startedBy: "CI", startedAt } as const;
    await harness().db.deployment.create({
      data: { id: "dep_bad", serviceId, environmentId, versionId: "ver_bad", ...deployed, finishedAt: startedAt },
    });
    const failures = JSON.stringify([["rolled_back", "dep_bad", startedAt.getTime(), startedAt.getTime(), false]]);
    await prismaExecutor(harness().db).query(sql`
      insert into delivery_record (generation, deployment_id, known_from, service_id, environment_id, tier, version, kind, origin,
        outcome, started_at, finished_at, is_emergency, is_rework, is_authorized, failures, changes)
      select id, 'dep_bad', now(), ${serviceId}, ${environmentId}, 1, '9.0.0', 'normal', 'pipeline', 'rolled_back', ${startedAt},
        ${startedAt}, false, false, true, ${failures}::jsonb, '[]'::jsonb from insight_generation where state = 'current'`);
    harness().runtime.setNow("2026-03-16T00:00:00Z");
    const dutyOf = async () =>
      (await listRootCauses.run({ limit: 200 }, dev)).items.find(({ subjectId }) => subjectId === "dep_bad");
    expect(await dutyOf()).toMatchObject({ subjectKind: "deployment", duty: { state: "missing", isOverdue: false } });
    harness().runtime.setNow("2026-03-25T00:00:00Z");
    expect((await dutyOf())?.duty.isOverdue).toBe(true);
    const document = await getRootCause.run({ subjectKind: "deployment", subjectId: "dep_bad" }, dev);
    expect(document).toMatchObject({ subjectName: "again 9.0.0", duty: { state: "missing" }, version: 0 });
    const { version, rules } = await getReviewRules.run({}, dev);
    const loose = { ...rules, rootCause: { ...rules.rootCause, failedChangeTiers: [0] } };
    expect(await refusalOf(setReviewRules.run({ version, rules: loose, reason: "Too much" }, sre))).toMatchObject({
      code: "forbidden",
    });
    await setReviewRules.run({ version, rules: loose, reason: "Too much" }, lead);
    expect(await dutyOf()).toBeUndefined();
    expect(await refusalOf(setReviewRules.run({ version, rules, reason: "Back" }, lead))).toMatchObject({
      code: "stale_state",
    });
  });
});

describe("a stale objective", () => {
  it("is found with its numbers, and the next action", async () => {
    await makeObjective(harness(), "silent", "2026-01-01T00:00:00Z");
    harness().runtime.setNow("2026-03-25T00:00:00Z");
    const { items, looked } = await listStaleObjectives.run({}, signer);
    expect(looked).toBe(2);
    const silent = items.find(({ objective }) => objective.slug === "silent");
    expect(silent?.findings.map(({ code }) => code)).toEqual(["never_measured", "owner_left"]);
    expect(silent?.findings[0]?.sentence).toBe("Nothing was ever measured in the 83 days since it was made.");
  });
});
