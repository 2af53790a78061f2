import { beforeAll, describe, expect, it } from "vitest";
import { createWindow } from "@/lib/calendar/use-cases/create-window";
import { getHold } from "@/lib/calendar/use-cases/read-windows";
import { createEnvironment } from "@/lib/catalog/use-cases/create-environment";
import { createService } from "@/lib/catalog/use-cases/create-service";
import { instant } from "@/lib/kernel/instant";
import type { Mail, Mailer } from "@/lib/notifications/port";
import type { TokenActor } from "@/lib/platform/auth/actor";
import { permissionsOf, type Role } from "@/lib/platform/auth/permissions";
import { prismaExecutor } from "@/lib/platform/db/executor";
import type { Call } from "@/lib/platform/use-case";
import type { WaiverDetail, WaiverView } from "@/lib/waivers/contract";
import { createWaivers } from "@/lib/waivers/in-force-read-model";
import { approveWaiver } from "@/lib/waivers/use-cases/approve-waiver";
import { editWaiver } from "@/lib/waivers/use-cases/edit-waiver";
import { getWaiver, getWaiverUsage, listWaivers, previewWaiver } from "@/lib/waivers/use-cases/read-waivers";
import { rejectWaiver } from "@/lib/waivers/use-cases/reject-waiver";
import { renewWaiver } from "@/lib/waivers/use-cases/renew-waiver";
import { requestWaiver } from "@/lib/waivers/use-cases/request-waiver";
import { reviewWaiver } from "@/lib/waivers/use-cases/review-waiver";
import { revokeWaiver } from "@/lib/waivers/use-cases/revoke-waiver";
import { submitWaiver } from "@/lib/waivers/use-cases/submit-waiver";
import { tellApprovers } from "@/lib/waivers/use-cases/tell-approvers";
import { withdrawWaiver } from "@/lib/waivers/use-cases/withdraw-waiver";
import { callAs, refusalOf, setUpHarness, T0 } from "@/tests/support/harness";

/** A waiver's whole life over the real database. Security: rows 16 and 17. */
const harness = setUpHarness();
const hour = 3_600_000;
const manager = callAs("release_manager");

function at(hours: number): string {
  return new Date(T0 + hours * hour).toISOString();
}

/** Time stands still in these tests and is moved; no job runs in any of them. */
function moveTo(hours: number): void {
  harness().runtime.setNow(instant(T0 + hours * hour));
}

/** Somebody of their own, by name. */
function person(name: string, ...held: Role[]): Call {
  const actor: TokenActor = {
    kind: "token",
    id: `tok_${name}`,
    name,
    ownerId: `usr_${name}`,
    roles: held,
    permissions: permissionsOf(held),
  };
  return { actor };
}

const ada = person("ada", "developer");
const bea = person("bea", "approver");
const cem = person("cem", "release_manager");
const words = { justification: "It must go", risk: "It may break", mitigation: "We watch" };

/** A service of its own for each test, so that debts of one do not stand in the way of another. */
let services = 0;
async function freshService(tier = 3): Promise<string> {
  services += 1;
  const slug = `service-${services}`;
  await createService.run({ slug, name: `Service ${services}`, tier }, manager);
  return slug;
}

type Wanted = Partial<Parameters<typeof requestWaiver.run>[0] & object>;

function request(service: string, wanted: Wanted = {}, as: Call = ada): Promise<WaiverDetail> {
  const input = {
    kind: "freeze",
    subject: "*",
    service,
    environment: "testing",
    ...words,
    startsAt: at(0),
    endsAt: at(8),
  };
  return requestWaiver.run({ ...input, ...wanted }, as);
}

function approve(waiver: WaiverDetail, as: Call = bea): Promise<WaiverDetail> {
  return approveWaiver.run({ id: waiver.id, contentHash: waiver.contentHash, comment: "Seen" }, as);
}

function isHeld(service: string, environment = "testing") {
  return getHold.run({ service, environment }, callAs("viewer"));
}

const stateOf = async (waiver: WaiverDetail) => (await getWaiver.run({ id: waiver.id }, ada)).state;

beforeAll(async () => {
  await createEnvironment.run({ slug: "testing", name: "Testing", kind: "testing", rank: 10 }, manager);
  await createEnvironment.run({ slug: "production", name: "Production", kind: "production", rank: 20 }, manager);
  await createWindow.run({ kind: "blackout", name: "Peak", startsAt: at(-10), endsAt: at(10_000) }, manager);
});

describe("a waiver's life", () => {
  it("bends a freeze for one service from its approval to its end by the clock, and then holds again", async () => {
    moveTo(0);
    const service = await freshService();
    const other = await freshService();
    expect((await isHeld(service)).held).toBe(true);
    const asked = await request(service);
    expect(asked).toMatchObject({ state: "requested", riskLevel: "low", need: { approvals: 1 } });
    expect((await isHeld(service)).held).toBe(true);
    expect(await approve(asked)).toMatchObject({ state: "in_force", validApprovals: 1 });
    const hold = await isHeld(service);
    expect(hold).toMatchObject({ held: false, reasons: [], waived: [{ code: "blackout", waiver: asked.reference }] });
    expect((await isHeld(other)).held).toBe(true);
    expect((await isHeld(service, "production")).held).toBe(true);
    moveTo(7.99);
    expect((await isHeld(service)).held).toBe(false);
    moveTo(8);
    expect((await isHeld(service)).held).toBe(true);
    expect(await stateOf(asked)).toBe("ended");
  });

  it("is not in force a week later in any of its forms, with no job having run", async () => {
    moveTo(0);
    const made: WaiverDetail[] = [];
    for (let index = 0; index < 10; index += 1) {
      const service = await freshService();
      const asked = await request(service, { startsAt: at(index - 4), endsAt: at(index + 2) });
      made.push(index % 5 === 4 ? asked : await approve(asked));
    }
    moveTo(7 * 24);
    const { items } = await listWaivers.run({ list: "in_force" }, ada);
    expect(items).toEqual([]);
    const waivers = createWaivers(prismaExecutor(harness().db));
    const questions = made.map((waiver) => ({
      kind: waiver.kind,
      subject: "whatever",
      serviceId: waiver.service.id,
      environmentId: waiver.environment.id,
    }));
    expect((await waivers.inForce(questions, T0 + 7 * 24 * hour)).size).toBe(0);
    expect((await waivers.inForce(questions, T0 + 1 * hour)).size).toBeGreaterThan(0);
  });

  it("is void when its kept text is changed past the product, and the database refuses the change itself", async () => {
    moveTo(0);
    const service = await freshService();
    const granted = await approve(await request(service));
    const { db } = harness();
    await expect(
      db.$executeRaw`update waiver_revision set canonical = replace(canonical, 'must', 'may') where waiver_id = ${granted.id}`,
    ).rejects.toThrow();
    await expect(
      db.$executeRaw`update waiver_grant set ends_at = ends_at + interval '1 year' where waiver_id = ${granted.id}`,
    ).rejects.toThrow();
    // Lengthened in the row that lists show: what is decided comes from the approved text.
    await db.$executeRaw`update waiver set ends_at = ends_at + interval '1 year' where id = ${granted.id}`;
    moveTo(9);
    expect((await isHeld(service)).held).toBe(true);
    expect(await stateOf(granted)).toBe("ended");
    await db.$executeRaw`update waiver set ends_at = ends_at - interval '1 year' where id = ${granted.id}`;
  });
});

describe("approvals", () => {
  it("are of other persons than the author, through whatever token", async () => {
    moveTo(0);
    const both = person("dan", "developer", "approver");
    const asked = await request(await freshService(), {}, both);
    expect(await refusalOf(approve(asked, both))).toMatchObject({ code: "forbidden" });
    const otherToken: Call = { actor: { ...(both.actor as TokenActor), id: "tok_other" } };
    expect(await refusalOf(approve(asked, otherToken))).toMatchObject({ code: "forbidden" });
    await expect(
      harness().db.$executeRaw`
        insert into waiver_approval (waiver_id, revision, person, content_hash, roles, approved_by, comment, at)
        values (${asked.id}, 1, 'usr_dan', ${asked.contentHash}, '{}', 'dan', 'x', now())`,
    ).rejects.toThrow();
    expect((await approve(asked)).state).toBe("in_force");
  });

  it("are of exactly the content: an edit leaves none, ends what was granted, and bars its author", async () => {
    moveTo(0);
    const service = await freshService();
    const granted = await approve(await request(service));
    const editor = person("eve", "developer", "approver");
    const change = { id: granted.id, revision: 1, justification: "It really must go", reason: "clearer" };
    const edited = await editWaiver.run(change, editor);
    expect(edited).toMatchObject({ state: "requested", revision: 2, validApprovals: 0 });
    expect(edited.approvals).toMatchObject([{ revision: 1, isValid: false }]);
    expect((await isHeld(service)).held).toBe(true);
    expect(await refusalOf(approve(granted))).toMatchObject({ code: "rejected", fields: ["contentHash"] });
    expect(await refusalOf(approve(edited, editor))).toMatchObject({ code: "forbidden" });
    // The same words again are another content.
    const back = { id: granted.id, revision: 2, justification: words.justification, reason: "as it was" };
    const again = await editWaiver.run(back, ada);
    expect(again).toMatchObject({ validApprovals: 0 });
    expect(again.contentHash).not.toBe(granted.contentHash);
    expect((await approve(again)).state).toBe("in_force");
    expect(await refusalOf(editWaiver.run({ ...back, reason: "stale" }, ada))).toMatchObject({ code: "stale_state" });
  });

  it("50 at the same time make one grant", async () => {
    moveTo(0);
    const asked = await request(await freshService());
    const answers = await Promise.allSettled(
      Array.from({ length: 50 }, (_, index) => approve(asked, person(`many-${index}`, "approver"))),
    );
    expect(answers.filter((answer) => answer.status === "fulfilled")).toHaveLength(1);
    const grants = await harness().db.waiverGrant.count({ where: { waiverId: asked.id } });
    const approvals = await harness().db.waiverApproval.count({ where: { waiverId: asked.id } });
    expect({ grants, approvals }).toEqual({ grants: 1, approvals: 1 });
    const recorded = await harness().db.auditEvent.count({
      where: { action: "waiver.approve", outcome: "accepted", subjectId: asked.id },
    });
    expect(recorded).toBe(1);
  });

  it("are as many as the risk asks for, one of them of the role that it asks for", async () => {
    moveTo(0);
    const service = await freshService(0);
    const wanted = { kind: "budget_policy" as const, environment: "production", endsAt: at(24 * 40) };
    const asked = await request(service, wanted);
    expect(asked).toMatchObject({ riskLevel: "high", need: { approvals: 2, oneOf: ["approver", "executive"] } });
    const preview = await previewWaiver.run({ ...wanted, subject: "*", service, startsAt: at(0) }, ada);
    expect(preview.assessment.score).toBe(asked.riskScore);
    const once = await approve(asked, cem);
    expect(once).toMatchObject({ state: "requested", validApprovals: 1 });
    expect(await refusalOf(approve(asked, cem))).toMatchObject({ code: "rejected" });
    expect((await approve(asked, person("fay", "sre"))).state).toBe("requested");
    expect((await approve(asked, bea)).state).toBe("in_force");
  });

  it("come too late at the end", async () => {
    moveTo(0);
    const asked = await request(await freshService());
    moveTo(8);
    expect(await refusalOf(approve(asked))).toMatchObject({ code: "rejected" });
    expect(await stateOf(asked)).toBe("ended");
  });
});

describe("closing", () => {
  it("rejects, withdraws and revokes by those who may, once", async () => {
    moveTo(0);
    const reason = "No";
    const asked = await request(await freshService());
    const given = { id: asked.id, revision: 1, reason };
    expect(await refusalOf(withdrawWaiver.run(given, person("gil", "developer")))).toMatchObject({ code: "forbidden" });
    expect(await refusalOf(rejectWaiver.run(given, ada))).toMatchObject({ code: "forbidden" });
    expect((await rejectWaiver.run(given, bea)).state).toBe("rejected");
    expect(await refusalOf(approve(asked))).toMatchObject({ code: "rejected" });
    const second = await request(await freshService());
    expect((await withdrawWaiver.run({ ...given, id: second.id }, ada)).state).toBe("withdrawn");
    const service = await freshService();
    const third = await approve(await request(service));
    moveTo(1);
    expect((await revokeWaiver.run({ ...given, id: third.id }, bea)).state).toBe("revoked");
    expect((await isHeld(service)).held).toBe(true);
    const record = await harness().db.auditEvent.findFirst({
      where: { action: "waiver.revoke", outcome: "accepted", subjectId: third.id },
    });
    expect(record).toMatchObject({ before: { closing: null }, after: { closing: "revoked" } });
  });

  it("keeps a draft from everybody until it is asked for", async () => {
    moveTo(0);
    const draft = await request(await freshService(), { isDraft: true });
    expect(draft.state).toBe("draft");
    expect(await refusalOf(approve(draft))).toMatchObject({ code: "rejected" });
    const asked = await submitWaiver.run({ id: draft.id, revision: 1 }, ada);
    expect(asked).toMatchObject({ state: "requested", revision: 2 });
    expect((await approve(asked)).state).toBe("in_force");
  });
});

describe("what is owed afterwards", () => {
  it("blocks the next waiver of the service until another person has reviewed", async () => {
    moveTo(0);
    const service = await freshService();
    const granted = await approve(await request(service));
    moveTo(9);
    const next = { startsAt: at(9), endsAt: at(20) };
    expect(await refusalOf(request(service, next))).toMatchObject({ code: "rejected", fields: ["service"] });
    expect(await refusalOf(renewWaiver.run({ id: granted.id, endsAt: at(20), reason: "still" }, ada))).toMatchObject({
      code: "rejected",
    });
    const debts = await listWaivers.run({ list: "debt", service }, ada);
    expect(debts.items.map((one) => one.id)).toEqual([granted.id]);
    const findings = {
      id: granted.id,
      outcome: "kept",
      findings: "Nothing came of it",
      isRuleToChange: false,
    } as const;
    const own = person("ada", "developer", "approver");
    expect(await refusalOf(reviewWaiver.run(findings, own))).toMatchObject({ code: "forbidden" });
    expect(await reviewWaiver.run(findings, bea)).toMatchObject({
      review: { duty: "done" },
      outcome: { outcome: "kept" },
    });
    expect(await refusalOf(reviewWaiver.run(findings, bea))).toMatchObject({ code: "rejected" });
    expect((await request(service, next)).renewals).toBe(1);
  });

  it("counts renewals, whatever they are called, and refuses the fourth", async () => {
    const service = await freshService();
    for (let turn = 0; turn < 4; turn += 1) {
      moveTo(turn * 10);
      const asked = await request(service, { startsAt: at(turn * 10), endsAt: at(turn * 10 + 5) });
      expect(asked.renewals).toBe(turn);
      // The more renewals, the more have to approve.
      if ((await approve(asked)).state === "requested") await approve(asked, cem);
      moveTo(turn * 10 + 6);
      await reviewWaiver.run({ id: asked.id, outcome: "kept", findings: "Fine" }, bea);
    }
    const wanted = { startsAt: at(40), endsAt: at(45) };
    moveTo(40);
    expect(await refusalOf(request(service, wanted))).toMatchObject({ code: "rejected", fields: ["subject"] });
    moveTo(40 + 31 * 24);
    const later = { startsAt: at(40 + 31 * 24), endsAt: at(45 + 31 * 24) };
    expect((await request(service, later)).renewals).toBe(0);
  });

  it("renews as a waiver of its own that begins where the one before ends", async () => {
    moveTo(0);
    const service = await freshService();
    const granted = await approve(await request(service));
    const renewal = await renewWaiver.run({ id: granted.id, endsAt: at(16), reason: "still needed" }, ada);
    expect(renewal).toMatchObject({ startsAt: at(8), state: "requested", renewalOf: { id: granted.id } });
    expect((await approve(renewal)).state).toBe("approved");
    moveTo(8);
    expect((await isHeld(service)).held).toBe(false);
    moveTo(16);
    expect((await isHeld(service)).held).toBe(true);
  });
});

describe("the registry", () => {
  it("shows what waits for whom, and how much is used", async () => {
    moveTo(0);
    const service = await freshService();
    const asked = await request(service);
    const mineOf = async (as: Call) =>
      (await listWaivers.run({ list: "mine", service }, as)).items.map((one) => one.id);
    expect(await mineOf(bea)).toEqual([asked.id]);
    expect(await mineOf(ada)).toEqual([]);
    await approve(asked);
    expect(await mineOf(cem)).toEqual([]);
    moveTo(4);
    const usage = await getWaiverUsage.run({ by: "service" }, ada);
    expect(usage.items.find((item) => item.slug === service)).toMatchObject({
      requested: 1,
      granted: 1,
      inForce: 1,
      owed: 0,
      bentMs: 4 * hour,
    });
  });

  it("names every field that is wrong", async () => {
    moveTo(0);
    const service = await freshService();
    expect(await refusalOf(request("nope", { environment: "no" }))).toMatchObject({
      code: "invalid_input",
      fields: ["service", "environment"],
    });
    expect(await refusalOf(request(service, { endsAt: at(0) }))).toMatchObject({
      code: "invalid_input",
      fields: ["endsAt"],
    });
    expect(await refusalOf(request(service, { endsAt: at(24 * 91) }))).toMatchObject({ fields: ["endsAt"] });
    expect(await refusalOf(request(service, { startsAt: at(-9), endsAt: at(-1) }))).toMatchObject({
      fields: ["endsAt"],
    });
    expect(await refusalOf(request(service, { subject: "no-window" }))).toMatchObject({ fields: ["subject"] });
    expect(await refusalOf(request(service, {}, callAs("viewer")))).toMatchObject({ code: "forbidden" });
  });
});

describe("those who may approve", () => {
  it("are told by mail once it is asked for, without its author, and not after it was edited", async () => {
    moveTo(0);
    const { runtime } = harness();
    const people = [
      ["usr_hal", ["approver"]],
      ["usr_dan", ["developer", "approver"]],
      ["usr_ivy", ["developer"]],
    ] as const;
    for (const [id, roles] of people) {
      await harness().db.user.create({ data: { id, email: `${id}@people.example`, name: id, roles: [...roles] } });
    }
    const author = person("dan", "developer", "approver");
    const asked = await request(await freshService(), {}, author);
    const mails: Mail[] = [];
    const mailer: Mailer = {
      async send(mail) {
        mails.push(mail);
        return { kind: "sent", answer: "ok" };
      },
    };
    expect(await tellApprovers(runtime, mailer, { waiverId: asked.id, revision: 1 })).toBe(1);
    expect(mails).toMatchObject([{ to: "usr_hal@people.example", id: `${asked.id}.1.usr_hal` }]);
    const change = { id: asked.id, revision: 1, risk: "Another one", reason: "clearer" };
    await editWaiver.run(change, author);
    expect(await tellApprovers(runtime, mailer, { waiverId: asked.id, revision: 1 })).toBe(0);
    const down: Mailer = { send: async () => ({ kind: "refused", why: "down", isFinal: false }) };
    await expect(tellApprovers(runtime, down, { waiverId: asked.id, revision: 2 })).rejects.toThrow("down");
  });
});

describe("the lists", () => {
  it("hold in SQL what the engine says of each, at any moment", async () => {
    // Later than every other test here, so that time only goes forward.
    const base = 3_000;
    moveTo(base);
    const wanted = { startsAt: at(base + 2), endsAt: at(base + 8) };
    const made: WaiverDetail[] = [];
    for (let index = 0; index < 8; index += 1) {
      made.push(await request(await freshService(), index === 0 ? { ...wanted, isDraft: true } : wanted));
    }
    const [, , granted, revoked, rejected, edited, reviewed, late] = made as [WaiverDetail, ...WaiverDetail[]];
    for (const one of [granted, revoked, edited, reviewed]) if (one) await approve(one);
    const given = (one: WaiverDetail | undefined) => ({ id: one?.id ?? "", revision: 1, reason: "So" });
    await rejectWaiver.run(given(rejected), bea);
    const lists = ["in_force", "waiting", "draft", "ended", "debt"] as const;
    for (const hours of [0, 1, 2, 3, 6, 8, 15, 400]) {
      moveTo(base + hours);
      if (hours === 3) await revokeWaiver.run(given(revoked), bea);
      if (hours === 3) await editWaiver.run({ ...given(edited), risk: "Another one" }, ada);
      if (hours === 6 && late) await approve(late);
      if (hours === 8) await reviewWaiver.run({ id: reviewed?.id ?? "", outcome: "kept", findings: "Fine" }, bea);
      const all = (await listWaivers.run({ limit: 200 }, ada)).items;
      const states = new Set<string>();
      for (const list of lists) {
        const found = (await listWaivers.run({ list, limit: 200 }, ada)).items.map((one) => one.id);
        const expected = all.filter((one) => belongs(one, list)).map((one) => one.id);
        expect(found, `${list} at ${hours}`).toEqual(expected);
        if (found.some((id) => made.some((one) => one.id === id))) states.add(list);
      }
      if (hours === 3) expect([...states].sort()).toEqual(["debt", "draft", "ended", "in_force", "waiting"]);
    }
  });
});

function belongs(one: WaiverView, list: "in_force" | "waiting" | "draft" | "ended" | "debt"): boolean {
  if (list === "debt") return one.review.duty === "owed";
  if (list === "ended") return ["ended", "rejected", "withdrawn", "revoked"].includes(one.state);
  return one.state === { in_force: "in_force", waiting: "requested", draft: "draft" }[list];
}
