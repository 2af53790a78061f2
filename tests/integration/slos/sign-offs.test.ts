import { beforeAll, describe, expect, it } from "vitest";
import { createObjective } from "@/lib/slos/use-cases/create-objective";
import { editObjective } from "@/lib/slos/use-cases/edit-objective";
import { getObjective } from "@/lib/slos/use-cases/read-objectives";
import { signObjective } from "@/lib/slos/use-cases/sign-objective";
import { callAs, refusalOf, setUpHarness } from "@/tests/support/harness";
import { createMeasured, createProduction, threeNines } from "@/tests/support/measured-services";

/** Goal: what an objective says is agreed by product, operations and security, each by another person, and any change ends that. */

const harness = setUpHarness();
const author = callAs("admin");
const slug = "checkout-answers";

beforeAll(async () => {
  await createProduction();
  await createMeasured("checkout");
  const input = { slug, name: "Checkout answers", service: "checkout", environment: "production" } as const;
  await createObjective.run({ ...input, definition: threeNines }, author);
});

async function hashNow(): Promise<string> {
  return (await getObjective.run({ slug }, callAs("viewer"))).signOffs.contentHash;
}

const sign = async (party: "product" | "operations" | "security", role: Parameters<typeof callAs>[0], hash?: string) =>
  signObjective.run(
    { slug, party, contentHash: hash ?? (await hashNow()), comment: "Agreed" },
    callAs(role ?? "viewer"),
  );

describe("sign-offs", () => {
  it("are refused to developers, to other parties, and to the person who wrote it", async () => {
    expect(await refusalOf(sign("operations", "developer"))).toMatchObject({ code: "forbidden" });
    expect(await refusalOf(sign("operations", "approver"))).toMatchObject({ code: "forbidden", fields: ["party"] });
    expect(await refusalOf(sign("operations", "admin"))).toMatchObject({ code: "forbidden", fields: ["party"] });
    expect(await refusalOf(sign("operations", "sre", "0".repeat(64)))).toMatchObject({ code: "stale_state" });
  });

  it("count for what was looked at, each party by another person, on record", async () => {
    await sign("operations", "sre");
    await sign("product", "release_manager");
    const all = await sign("security", "approver");
    expect(all.missing).toEqual([]);
    expect(await refusalOf(sign("security", "approver"))).toMatchObject({ code: "conflict" });
    const records = await harness().db.auditEvent.findMany({
      where: { action: "objective.sign", outcome: "accepted" },
    });
    expect(records).toHaveLength(3);
    expect(records[0]).toMatchObject({ reason: "Agreed", after: { party: "operations", revision: 1 } });
  });

  it("are all gone after any change, also one that is taken back, and stay on record", async () => {
    const before = await hashNow();
    await editObjective.run({ slug, revision: 1, name: "Other", reason: "Another name" }, author);
    await editObjective.run({ slug, revision: 2, name: "Checkout answers", reason: "The old name" }, author);
    const { signOffs, changes } = await getObjective.run({ slug }, callAs("viewer"));
    expect(signOffs.contentHash).not.toBe(before);
    expect(signOffs.missing).toEqual(["product", "operations", "security"]);
    expect(signOffs.items.map(({ isValid }) => isValid)).toEqual([false, false, false]);
    expect(changes.map(({ what, fields }) => [what, fields.length > 0])).toEqual([
      ["changed", true],
      ["changed", true],
      ["created", true],
    ]);
    expect(changes[0]?.fields).toEqual([{ path: "name", before: "Other", after: "Checkout answers" }]);
    expect(await refusalOf(sign("operations", "sre", before))).toMatchObject({ code: "stale_state" });
  });

  it("and changes cannot be altered, nor signed past the product by the author or for an old revision", async () => {
    const { db } = harness();
    await expect(db.objectiveChange.updateMany({ data: { reason: "another" } })).rejects.toThrow();
    await expect(db.objectiveSignOff.deleteMany({})).rejects.toThrow();
    const row = await db.objective.findUniqueOrThrow({ where: { slug } });
    const change = await db.objectiveChange.findFirstOrThrow({ where: { revision: row.revision } });
    const data = { objectiveId: row.id, contentHash: "x", party: "security", signedBy: "x", comment: "x" };
    const own = { ...data, revision: row.revision, person: change.byPerson ?? "" };
    await expect(db.objectiveSignOff.create({ data: own })).rejects.toThrow(/others than the person/);
    await expect(db.objectiveSignOff.create({ data: { ...data, revision: 1, person: "cid" } })).rejects.toThrow(
      /as it is now/,
    );
  });
});
