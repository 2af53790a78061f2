import { beforeAll, describe, expect, it } from "vitest";
import type { RequirementView } from "@/lib/gates/contract";
import { decideRelease } from "@/lib/gates/use-cases/decide-release";
import { editRelease } from "@/lib/gates/use-cases/edit-release";
import { pushQuality } from "@/lib/gates/use-cases/push-quality";
import { getReleaseRequest, listReleaseRequests } from "@/lib/gates/use-cases/read-releases";
import { removeRequirement } from "@/lib/gates/use-cases/remove-requirement";
import { prismaExecutor, sql } from "@/lib/platform/db/executor";
import {
  approveIt,
  askFor,
  askForRelease,
  freshGated,
  makeStages,
  requireThat,
  statesOf,
} from "@/tests/support/gated-places";
import { callAs, refusalOf, setUpHarness, T0 } from "@/tests/support/harness";
import { ada, bea, cem, hour, person } from "@/tests/support/waivers";

/**
 * Goal: others approve exactly one content, once, for a time; the board decides about high risk. Method: the real use-cases side by side
 * over a real database. Security: nobody approves or decides about their own, also past the application.
 */

const harness = setUpHarness();
const viewer = callAs("viewer");
const detail = (id: string) => getReleaseRequest.run({ id }, bea);
let approval: RequirementView;

beforeAll(async () => {
  await makeStages();
  approval = await requireThat({ rule: { kind: "approval", approvals: 2, validHours: 8 }, tier: 1 });
});

const push = (service: string, passed: number) =>
  pushQuality.run(
    { slug: service, version: "2.0.0", suite: "unit", tests: { passed, failed: 0 } },
    callAs("developer"),
  );

describe("approvals of a release", () => {
  it("open the gate when enough others gave them, and end by the clock", async () => {
    const service = await freshGated();
    expect((await askFor(service)).answer).toBe("closed");
    const asked = await askForRelease(service);
    expect(await refusalOf(approveIt(asked, ada))).toMatchObject({ code: "forbidden" });
    await approveIt(asked, bea);
    expect(await refusalOf(approveIt(asked, bea))).toMatchObject({ code: "rejected" });
    expect((await askFor(service)).answer).toBe("closed");
    const granted = await approveIt(asked, cem);
    expect(granted.approvals.valid).toHaveLength(2);
    expect(await askFor(service)).toMatchObject({ answer: "open", request: { id: asked.id } });
    harness().runtime.setNow(T0 + 8 * hour);
    expect((await askFor(service)).answer).toBe("closed");
    expect((await detail(asked.id)).approvals).toMatchObject({ valid: [], lapsed: 2 });
    // They may be given again, which is another grant of the same content.
    await approveIt(await detail(asked.id), bea);
    await approveIt(await detail(asked.id), cem);
    expect((await askFor(service)).answer).toBe("open");
    harness().runtime.setNow(T0);
  });

  it.each<[string, (service: string, id: string) => Promise<unknown>]>([
    ["the request is edited", (_service, id) => editRelease.run({ id, revision: 1, note: "It is slower" }, ada)],
    ["it is flagged", (_service, id) => editRelease.run({ id, revision: 1, isFlagged: true }, ada)],
    ["there is new evidence", (service) => push(service, 10)],
    ["another version runs there now", (service) => runs(service, "1.5.0")],
    [
      "more is required",
      async () => requireThat({ rule: { kind: "tests" }, mode: "advisory", tier: 1, environment: "production" }),
    ],
  ])("count no more when %s", async (_name, change) => {
    const service = await freshGated();
    const asked = await askForRelease(service);
    await approveIt(asked, bea);
    await approveIt(asked, cem);
    expect((await askFor(service)).answer).toBe("open");
    await change(service, asked.id);
    const now = await detail(asked.id);
    expect(now.contentHash).not.toBe(asked.contentHash);
    expect(now.approvals).toMatchObject({ valid: [], lapsed: 2 });
    expect(statesOf(await askFor(service), "approval")).toEqual(["approval blocked"]);
    // What somebody looked at before is approved by nobody any more.
    expect(await refusalOf(approveIt(asked, person("dan", "approver")))).toMatchObject({
      code: "rejected",
      fields: ["contentHash"],
    });
  });

  it("are one grant however many come at once", async () => {
    const service = await freshGated();
    const asked = await askForRelease(service);
    const people = Array.from({ length: 50 }, (_, index) => person(`p${index}`, "approver"));
    const answers = await Promise.allSettled(people.map((one) => approveIt(asked, one)));
    expect(answers.filter(({ status }) => status === "fulfilled")).toHaveLength(2);
    const grants = await prismaExecutor(harness().db).query(sql`
      select round from release_grant where request_id = ${asked.id}`);
    expect(grants).toEqual([{ round: 1 }]);
  }, 60_000);

  it("of who asked are refused by the database too, and what was said is never changed", async () => {
    const asked = await askForRelease(await freshGated());
    await approveIt(asked, bea);
    const run = prismaExecutor(harness().db);
    const own = run.query(sql`
      insert into release_approval (request_id, content_hash, person, roles, approved_by, comment, at, expires_at)
      values (${asked.id}, ${asked.contentHash}, 'usr_ada', '{}', 'ada', 'Mine', now(), now() + interval '1 hour')`);
    await expect(own).rejects.toThrow(/wrote none/);
    await expect(run.query(sql`update release_approval set person = 'x'`)).rejects.toThrow();
    await expect(run.query(sql`delete from board_decision`)).rejects.toThrow();
  });
});

async function runs(service: string, version: string): Promise<void> {
  await prismaExecutor(harness().db).query(sql`
    with made as (
      insert into version (id, service_id, name) select 'ver_' || s.slug, s.id, ${version} from service s where s.slug = ${service}
      returning id, service_id)
    update target_slot x set version_id = made.id from made join target t on t.service_id = made.service_id
    where x.target_id = t.id and x.is_live`);
}

describe("the change advisory board", () => {
  const decide = (asked: { id: string; contentHash: string }, outcome: "approve" | "reject" | "ask", as = bea) =>
    decideRelease.run({ id: asked.id, contentHash: asked.contentHash, outcome, reason: "Said so" }, as);
  const waiting = async (service: string) =>
    (await listReleaseRequests.run({ list: "board", service }, viewer)).items.map(({ id }) => id);

  it("decides about every release where it is asked to, with the checks kept beside its word", async () => {
    await requireThat({ rule: { kind: "board", always: true }, tier: 0, environment: "production" });
    const service = await freshGated(0);
    expect(statesOf(await askFor(service), "board")).toEqual(["board blocked"]);
    const asked = await askForRelease(service, ada, { ticket: "CHG1" });
    expect(await waiting(service)).toEqual([asked.id]);
    expect(await refusalOf(decide(asked, "approve", ada))).toMatchObject({ code: "forbidden" });
    expect((await decide(asked, "ask")).board).toMatchObject({ outcome: "ask" });
    expect(await waiting(service)).toEqual([asked.id]);
    expect((await askFor(service)).nextAction).toContain("Answer in the request");
    const answered = await editRelease.run({ id: asked.id, revision: 1, note: "Because it is faster" }, ada);
    expect(answered.board).toBeNull();
    await decide(answered, "approve", cem);
    expect(await waiting(service)).toEqual([]);
    expect(await askFor(service)).toMatchObject({ answer: "open" });
    const [kept] = await prismaExecutor(harness().db).query<{ checks: { causes: string[]; ticket: string } }>(sql`
      select checks from board_decision where request_id = ${asked.id} order by id desc limit 1`);
    expect(kept?.checks).toMatchObject({ ticket: "CHG1", causes: [expect.stringContaining("every release")] });
    await decide(await detail(asked.id), "reject", bea);
    expect(await askFor(service)).toMatchObject({ answer: "closed" });
    const decided = await listReleaseRequests.run({ list: "decided", service }, viewer);
    expect(decided.items.map(({ board }) => board?.outcome)).toEqual(["reject"]);
  });

  it("is asked about what is flagged anywhere, and about a risk that is not known where a limit is set", async () => {
    const flagged = await freshGated(3);
    expect((await askFor(flagged)).answer).toBe("open");
    const asked = await askForRelease(flagged, ada, { isFlagged: true });
    expect(statesOf(await askFor(flagged), "board")).toEqual(["board blocked"]);
    await decide(asked, "approve");
    expect((await askFor(flagged)).answer).toBe("open");
    await requireThat({ rule: { kind: "board", riskPercent: 25 }, tier: 2 });
    const risky = await freshGated(2);
    const gate = await askFor(risky);
    expect(gate.reasons.find(({ kind }) => kind === "board")?.sentence).toContain("its risk is not known");
  });

  it("sees a request once, and whoever asks for the same again is told of it", async () => {
    const service = await freshGated(3);
    const asked = await askForRelease(service);
    expect(await refusalOf(askForRelease(service, cem))).toMatchObject({
      code: "conflict",
      message: expect.stringContaining("already"),
    });
    expect(await refusalOf(editRelease.run({ id: asked.id, revision: 9, note: "x" }, ada))).toMatchObject({
      code: "stale_state",
    });
    expect(await refusalOf(detail("rrq_none"))).toMatchObject({ code: "not_found" });
  });
});

it("leaves an audit record of every way past or around a gate", async () => {
  await removeRequirement.run({ id: approval.id, revision: approval.revision, reason: "Over" }, callAs("sre"));
  const rows = await prismaExecutor(harness().db).query<{ action: string; refused: boolean }>(sql`
    select distinct action, outcome = 'refused' as refused from audit_event
    where action like 'release-request.%' or action like 'gate-requirement.%' or action = 'quality.push'`);
  const done = rows.filter(({ refused }) => !refused).map(({ action }) => action);
  expect(done.toSorted()).toEqual([
    "gate-requirement.remove",
    "gate-requirement.set",
    "quality.push",
    "release-request.approve",
    "release-request.create",
    "release-request.decide",
    "release-request.edit",
  ]);
  expect(rows.some(({ action, refused }) => refused && action === "release-request.approve")).toBe(true);
});
