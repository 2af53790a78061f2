import { beforeAll, describe, expect, it } from "vitest";
import { getHold } from "@/lib/calendar/use-cases/read-windows";
import { instant } from "@/lib/kernel/instant";
import type { TokenActor } from "@/lib/platform/auth/actor";
import { prismaExecutor } from "@/lib/platform/db/executor";
import type { Call } from "@/lib/platform/use-case";
import type { WaiverDetail } from "@/lib/waivers/contract";
import { createWaivers } from "@/lib/waivers/in-force-read-model";
import { editWaiver } from "@/lib/waivers/use-cases/edit-waiver";
import { getWaiver, listWaivers, previewWaiver } from "@/lib/waivers/use-cases/read-waivers";
import { rejectWaiver } from "@/lib/waivers/use-cases/reject-waiver";
import { renewWaiver } from "@/lib/waivers/use-cases/renew-waiver";
import { reviewWaiver } from "@/lib/waivers/use-cases/review-waiver";
import { revokeWaiver } from "@/lib/waivers/use-cases/revoke-waiver";
import { submitWaiver } from "@/lib/waivers/use-cases/submit-waiver";
import { withdrawWaiver } from "@/lib/waivers/use-cases/withdraw-waiver";
import { callAs, refusalOf, setUpHarness, T0 } from "@/tests/support/harness";
import {
  ada,
  approve,
  at,
  bea,
  cem,
  freshService,
  hour,
  makePlaces,
  person,
  request,
  waiverWords,
} from "@/tests/support/waivers";

/** A waiver's whole life over the real database. Security: rows 16 and 17. */
const harness = setUpHarness();

/** Time stands still in these tests and is moved; no job runs in any of them. */
function moveTo(hours: number): void {
  harness().runtime.setNow(instant(T0 + hours * hour));
}

function isHeld(service: string, environment = "testing") {
  return getHold.run({ service, environment }, callAs("viewer"));
}

const stateOf = async (waiver: WaiverDetail) => (await getWaiver.run({ id: waiver.id }, ada)).state;

beforeAll(makePlaces);

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
    const back = { id: granted.id, revision: 2, justification: waiverWords.justification, reason: "as it was" };
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
    expect(asked).toMatchObject({ riskLevel: "high", need: { approvals: 2, oneOf: ["approver"] } });
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
