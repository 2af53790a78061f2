import { beforeAll, describe, expect, it } from "vitest";
import { listAuditEvents } from "@/lib/audit/use-cases/list-audit-events";
import { createService } from "@/lib/catalog/use-cases/create-service";
import { editService } from "@/lib/catalog/use-cases/edit-service";
import { callAs, refusalOf, setUpHarness } from "@/tests/support/harness";

const harness = setUpHarness();
const auditor = callAs("auditor");

beforeAll(async () => {
  await createService.run({ slug: "checkout", name: "Checkout", tier: 0 }, callAs("developer"));
  await editService.run({ slug: "checkout", revision: 1, tier: 1 }, callAs("admin"));
  await refusalOf(editService.run({ slug: "checkout", revision: 1, tier: 2 }, callAs("admin")));
  await createService.run({ slug: "search", name: "100% Search", tier: 0 }, callAs("developer"));
});

async function actions(input: object): Promise<string[]> {
  const { items } = await listAuditEvents.run(input, auditor);
  return items.map((one) => `${one.action} ${one.outcome} ${one.subjectId}`);
}

describe("audit list", () => {
  it("lists newest first and filters by actor, action, subject, outcome, time and words", async () => {
    expect(await actions({})).toEqual([
      "service.create accepted search",
      "service.edit refused checkout",
      "service.edit accepted checkout",
      "service.create accepted checkout",
    ]);
    expect(await actions({ outcome: "refused" })).toEqual(["service.edit refused checkout"]);
    expect(await actions({ action: "service.create" })).toHaveLength(2);
    expect(await actions({ action: "service" })).toHaveLength(4);
    expect(await actions({ action: "serv" })).toHaveLength(0);
    expect(await actions({ actor: "tok_admin" })).toHaveLength(2);
    expect(await actions({ actor: "DEVELOPER" })).toHaveLength(2);
    expect(await actions({ subjectKind: "service", subjectId: "search" })).toHaveLength(1);
    expect(await actions({ text: "100%" })).toEqual(["service.create accepted search"]);
    expect(await actions({ since: "2099-01-01T00:00:00Z" })).toEqual([]);
    expect(await actions({ until: "2001-01-01T00:00:00Z" })).toEqual([]);
  });

  it("pages by id and shows before and after", async () => {
    const page = await listAuditEvents.run({ limit: 2 }, auditor);
    const next = await listAuditEvents.run({ limit: 2, cursor: page.nextCursor ?? "" }, auditor);
    expect(next.nextCursor).toBeNull();
    expect(next.items[0]).toMatchObject({ before: { tier: 0 }, after: { tier: 1 } });
    expect(await refusalOf(listAuditEvents.run({ cursor: "bm90LWFuLWlk" }, auditor))).toMatchObject({
      code: "invalid_input",
      fields: ["cursor"],
    });
  });

  it("is not for developers, and their attempt is on record", async () => {
    expect(await refusalOf(listAuditEvents.run({}, callAs("developer")))).toMatchObject({ code: "forbidden" });
    expect(await harness().db.auditEvent.count({ where: { action: "audit.list", outcome: "refused" } })).toBe(1);
  });
});
