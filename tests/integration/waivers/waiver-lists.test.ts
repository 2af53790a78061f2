import { beforeAll, describe, expect, it } from "vitest";
import { instant } from "@/lib/kernel/instant";
import type { Mail, Mailer } from "@/lib/notifications/port";
import type { Call } from "@/lib/platform/use-case";
import type { WaiverDetail, WaiverView } from "@/lib/waivers/contract";
import { editWaiver } from "@/lib/waivers/use-cases/edit-waiver";
import { getWaiverUsage, listWaivers } from "@/lib/waivers/use-cases/read-waivers";
import { rejectWaiver } from "@/lib/waivers/use-cases/reject-waiver";
import { reviewWaiver } from "@/lib/waivers/use-cases/review-waiver";
import { revokeWaiver } from "@/lib/waivers/use-cases/revoke-waiver";
import { tellApprovers } from "@/lib/waivers/use-cases/tell-approvers";
import { callAs, refusalOf, setUpHarness, T0 } from "@/tests/support/harness";
import { ada, approve, at, bea, cem, freshService, hour, makePlaces, person, request } from "@/tests/support/waivers";

/** What the registry shows of waivers, and whom it concerns. */
const harness = setUpHarness();

/** Time stands still in these tests and is moved; no job runs in any of them. */
function moveTo(hours: number): void {
  harness().runtime.setNow(instant(T0 + hours * hour));
}

beforeAll(makePlaces);

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
