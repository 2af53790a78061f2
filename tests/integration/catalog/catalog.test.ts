import { describe, expect, it } from "vitest";
import { archiveService, restoreService } from "@/lib/catalog/use-cases/archive-service";
import { createEnvironment } from "@/lib/catalog/use-cases/create-environment";
import { createService } from "@/lib/catalog/use-cases/create-service";
import { editEnvironment } from "@/lib/catalog/use-cases/edit-environment";
import { editService } from "@/lib/catalog/use-cases/edit-service";
import { listEnvironments } from "@/lib/catalog/use-cases/list-environments";
import { listVersions } from "@/lib/catalog/use-cases/list-versions";
import { getService, listServices } from "@/lib/catalog/use-cases/read-services";
import { registerVersion } from "@/lib/catalog/use-cases/register-version";
import { callAs, refusalOf, setUpHarness } from "@/tests/support/harness";

const harness = setUpHarness();
const admin = callAs("admin");

async function auditOf(kind: string, id: string) {
  return harness().db.auditEvent.findMany({ where: { subjectKind: kind, subjectId: id }, orderBy: { id: "asc" } });
}

describe("services", () => {
  it("creates a service, audits it with what was sent, and lists it with every environment", async () => {
    await createEnvironment.run({ slug: "production", name: "Production", kind: "production", rank: 40 }, admin);
    await createEnvironment.run({ slug: "staging", name: "Staging", kind: "staging", rank: 30 }, admin);
    const created = await createService.run({ slug: "checkout", name: "  Checkout ", tier: 0 }, admin);
    expect(created).toMatchObject({ slug: "checkout", name: "Checkout", tier: 0, ownerTeam: null, revision: 1 });
    const [record] = await auditOf("service", "checkout");
    expect(record).toMatchObject({ action: "service.create", outcome: "accepted", before: null });
    const page = await listServices.run({}, callAs("viewer"));
    expect(page.items[0]?.running.map((one) => [one.environment.slug, one.live])).toEqual([
      ["staging", null],
      ["production", null],
    ]);
  });

  it("refuses a slug that is taken and a team that is unknown, naming the field; each refusal is on record", async () => {
    expect(await refusalOf(createService.run({ slug: "checkout", name: "Again", tier: 1 }, admin))).toMatchObject({
      code: "conflict",
      fields: ["slug"],
    });
    expect(
      await refusalOf(createService.run({ slug: "cart", name: "Cart", tier: 1, ownerTeam: "nobody" }, admin)),
    ).toMatchObject({ code: "invalid_input", fields: ["ownerTeam"] });
    const refused = (await auditOf("service", "checkout")).filter((event) => event.outcome === "refused");
    expect(refused).toHaveLength(1);
    expect(await harness().db.service.count({ where: { slug: "cart" } })).toBe(0);
  });

  it("lets two at once create the same service: one wins, the other is told so", async () => {
    const both = await Promise.allSettled([
      createService.run({ slug: "race", name: "One", tier: 2 }, admin),
      createService.run({ slug: "race", name: "Two", tier: 2 }, admin),
    ]);
    expect(both.map((one) => one.status).sort()).toEqual(["fulfilled", "rejected"]);
    const lost = both.find((one) => one.status === "rejected");
    expect(lost?.reason).toMatchObject({ code: "conflict" });
  });

  it("edits by revision: before and after are on record, a stale edit loses and gets the fresh state", async () => {
    await harness().db.team.create({ data: { id: "team_1", slug: "shop", name: "Shop" } });
    const edited = await editService.run({ slug: "checkout", revision: 1, tier: 1, ownerTeam: "shop" }, admin);
    expect(edited).toMatchObject({ tier: 1, revision: 2, ownerTeam: { slug: "shop" }, name: "Checkout" });
    const refusal = await refusalOf(editService.run({ slug: "checkout", revision: 1, name: "Mine" }, admin));
    expect(refusal).toMatchObject({ code: "stale_state", fields: ["revision"], current: { revision: 2 } });
    const record = (await auditOf("service", "checkout")).find((event) => event.action === "service.edit");
    expect(record?.before).toMatchObject({ tier: 0, revision: 1 });
    expect(record?.after).toMatchObject({ tier: 1, revision: 2 });
    const cleared = await editService.run({ slug: "checkout", revision: 2, ownerTeam: null }, admin);
    expect(cleared.ownerTeam).toBeNull();
  });

  it("filters by words, tier, team and archive; % and _ are ordinary characters", async () => {
    await createService.run({ slug: "search", name: "Search", tier: 2, description: "100% of queries" }, admin);
    const slugs = async (input: object) => (await listServices.run(input, admin)).items.map((one) => one.slug);
    expect(await slugs({ q: "SEAR" })).toEqual(["search"]);
    expect(await slugs({ q: "100%" })).toEqual(["search"]);
    expect(await slugs({ q: "s_arch" })).toEqual([]);
    expect(await slugs({ q: "%" })).toEqual(["search"]);
    expect(await slugs({ tier: "1" })).toEqual(["checkout"]);
    const page = await listServices.run({ limit: 1 }, admin);
    expect(page.items.map((one) => one.slug)).toEqual(["checkout"]);
    const next = await listServices.run({ limit: 1, cursor: page.nextCursor ?? "" }, admin);
    expect(next.items.map((one) => one.slug)).toEqual(["race"]);
    expect(await refusalOf(listServices.run({ cursor: "AAAA" }, admin))).toMatchObject({ fields: ["cursor"] });
  });

  it("archives and restores; an open rollout forbids the archive", async () => {
    const { db } = harness();
    const service = await archiveService.run({ slug: "race", revision: 1 }, admin);
    expect(service.archivedAt).not.toBeNull();
    expect((await listServices.run({ archived: "true" }, admin)).items.map((one) => one.slug)).toEqual(["race"]);
    expect((await restoreService.run({ slug: "race", revision: 2 }, admin)).archivedAt).toBeNull();
    const environment = await db.environment.findUniqueOrThrow({ where: { slug: "production" } });
    const { id: serviceId } = await db.service.findUniqueOrThrow({ where: { slug: "search" } });
    const target = { id: "tgt_1", serviceId, environmentId: environment.id, kind: "haproxy" };
    await db.target.create({ data: { ...target, config: {}, health: {}, telemetry: [] } });
    await db.version.create({ data: { id: "ver_1", serviceId, name: "1.0.0" } });
    await db.targetSlot.create({ data: { targetId: "tgt_1", slot: "a", versionId: "ver_1", isLive: true } });
    await db.rollout.create({
      data: {
        id: "rol_1",
        serviceId,
        environmentId: environment.id,
        targetId: "tgt_1",
        strategy: "canary",
        stableVersion: "1.0.0",
        canaryVersion: "1.1.0",
        phase: "baking",
        state: {},
        pauseReasons: ["manual"],
        desiredSharePercent: 10,
        observedSharePercent: 9.8,
        startedBy: "Ada",
      },
    });
    expect(await refusalOf(archiveService.run({ slug: "search", revision: 1 }, admin))).toMatchObject({
      code: "rejected",
    });
    const detail = await getService.run({ slug: "search" }, admin);
    expect(detail.running.find((one) => one.environment.slug === "production")).toMatchObject({
      targetId: "tgt_1",
      live: { version: "1.0.0", from: "target" },
      rollout: { id: "rol_1", phase: "baking", desiredSharePercent: 10, pauseReasons: ["manual"] },
      queuedRollouts: 0,
    });
  });

  it("answers 404 for what is not there, 403 with who may for the wrong role, 401 for nobody", async () => {
    expect(await refusalOf(getService.run({ slug: "nothing" }, admin))).toMatchObject({ code: "not_found" });
    const input = { slug: "other", name: "Other", tier: 3 };
    const refusal = await refusalOf(createService.run(input, callAs("viewer")));
    expect(refusal).toMatchObject({ code: "forbidden" });
    expect(refusal.message).toContain("Developer");
    expect(await refusalOf(createService.run(input, { actor: null }))).toMatchObject({ code: "unauthenticated" });
  });
});

describe("environments", () => {
  it("edits by revision and lists in order", async () => {
    await createEnvironment.run({ slug: "dev", name: "Development", kind: "development", rank: 50 }, admin);
    await editEnvironment.run({ slug: "dev", revision: 1, rank: 10 }, admin);
    const { items } = await listEnvironments.run({}, callAs("viewer"));
    expect(items.map((one) => one.slug)).toEqual(["dev", "staging", "production"]);
    expect(items[2]).toMatchObject({ targets: 1, openRollouts: 1 });
    expect(await refusalOf(editEnvironment.run({ slug: "dev", revision: 1, rank: 20 }, admin))).toMatchObject({
      code: "stale_state",
    });
    expect(
      await refusalOf(createEnvironment.run({ slug: "x", name: "X", kind: "testing", rank: 1 }, callAs("sre"))),
    ).toMatchObject({ code: "forbidden" });
  });
});

describe("versions", () => {
  const digest = `sha256:${"a".repeat(64)}`;

  it("registers once however often it is said, fills in what was unknown, and refuses another build", async () => {
    const first = await registerVersion.run({ slug: "checkout", name: "4.12.0" }, admin);
    expect(first).toMatchObject({ created: true, artifactDigest: null });
    const again = await registerVersion.run({ slug: "checkout", name: "4.12.0", artifactDigest: digest }, admin);
    expect(again).toMatchObject({ id: first.id, created: false, artifactDigest: digest });
    const other = { slug: "checkout", name: "4.12.0", artifactDigest: `sha256:${"b".repeat(64)}` };
    expect(await refusalOf(registerVersion.run(other, admin))).toMatchObject({
      code: "conflict",
      fields: ["artifactDigest"],
    });
    expect((await registerVersion.run({ slug: "checkout", name: "4.12.0" }, admin)).artifactDigest).toBe(digest);
  });

  it("makes one version of twenty registrations at once", async () => {
    const sent = Array.from({ length: 20 }, () => registerVersion.run({ slug: "checkout", name: "5.0.0" }, admin));
    const answers = await Promise.all(sent);
    expect(new Set(answers.map((one) => one.id)).size).toBe(1);
    expect(answers.filter((one) => one.created)).toHaveLength(1);
  });

  it("lists newest first by pages, with where each runs", async () => {
    const page = await listVersions.run({ slug: "checkout", limit: 1 }, admin);
    expect(page.items.map((one) => one.name)).toEqual(["5.0.0"]);
    const next = await listVersions.run({ slug: "checkout", limit: 1, cursor: page.nextCursor ?? "" }, admin);
    expect(next.items.map((one) => one.name)).toEqual(["4.12.0"]);
    expect(next.nextCursor).toBeNull();
    const running = await listVersions.run({ slug: "search" }, admin);
    expect(running.items[0]?.runsIn).toEqual([{ environment: "production", slot: "a", isLive: true }]);
  });

  it("repeats the stored answer for the same Idempotency-Key and refuses the key for another request", async () => {
    const call = { ...admin, idempotencyKey: "key-1" };
    const input = { slug: "keyed", name: "Keyed", tier: 3 };
    const first = await createService.run(input, call);
    expect(await createService.run(input, call)).toEqual(first);
    const other = await refusalOf(createService.run({ ...input, tier: 2 }, call));
    expect(other).toMatchObject({ code: "idempotency_mismatch" });
  });
});
