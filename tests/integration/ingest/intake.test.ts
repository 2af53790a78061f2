import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Projector } from "@/lib/ingest/port";
import { createSignalRegistry, currentSignalRegistry } from "@/lib/ingest/registry";
import { createEventSource } from "@/lib/ingest/use-cases/create-event-source";
import { callAs, refusalOf, setUpHarness } from "@/tests/support/harness";
import { createTestIntake, send, type TestIntake } from "@/tests/support/intake";

const harness = setUpHarness();
const secret = "a-shared-word-of-tests";
const bearer = { authorization: `Bearer ${secret}` };

/** What a projector was given last for each subject: its facts in order, and what the names meant. */
const seen = new Map<string, { readonly versions: readonly string[]; readonly service: string | null }>();
const poisoned = new Set<string>();
const noting: Projector = {
  kinds: ["deployment"],
  async project(_db, subjects, { names }) {
    for (const { subjectKey, facts } of subjects) {
      if (poisoned.has(subjectKey)) throw new Error("this subject cannot be projected");
      const said = facts.flatMap(({ fact, sourceId }) => (fact.kind === "deployment" ? [{ fact, sourceId }] : []));
      const [first] = said;
      seen.set(subjectKey, {
        versions: said.map(({ fact }) => `${fact.progress}`),
        service: first ? names.service(first.sourceId, first.fact.service) : null,
      });
    }
  },
};

let intake: TestIntake;

beforeAll(async () => {
  await createEventSource.run({ slug: "pipeline", name: "Pipeline", kind: "push", secret }, callAs("admin"));
  const { parsers } = currentSignalRegistry();
  const registry = createSignalRegistry({ parsers: [...parsers.values()], projectors: [noting], reconcilers: [] });
  intake = createTestIntake(harness().runtime, registry);
});
afterAll(() => intake.close());

function deployment(id: string, progress: string, at: string): object {
  return {
    kind: "deployment",
    id,
    progress,
    occurredAt: at,
    service: "checkout",
    environment: "production",
    version: "1.2.3",
  };
}

function body(...signals: object[]): string {
  return JSON.stringify({ signals });
}

const keyOf = (id: string) => `deployment:push:pipeline:${id}`;

async function deliveryOf(id: string | null) {
  return harness().db.delivery.findUniqueOrThrow({ where: { id: BigInt(id ?? "-1") } });
}

async function tallies(outcome: string): Promise<number> {
  const rows = await harness().db.deliveryTally.findMany({ where: { outcome } });
  return rows.reduce((sum, row) => sum + Number(row.count), 0);
}

describe("a delivery", () => {
  it("is kept as it came, read, and projected from all facts of its subject, in order of time", async () => {
    const { runtime } = harness();
    const late = await send(runtime, "pipeline", body(deployment("d1", "succeeded", "2026-11-20T11:05:00Z")), bearer);
    await intake.settle();
    const early = await send(runtime, "pipeline", body(deployment("d1", "running", "2026-11-20T11:00:00Z")), bearer);
    await intake.settle();
    expect(late.outcome).toBe("accepted");
    expect(seen.get(keyOf("d1"))?.versions).toEqual(["running", "succeeded"]);
    const stored = await deliveryOf(early.id);
    expect(stored).toMatchObject({ state: "parsed", outcome: "parsed", factCount: 1, verification: "secret" });
    expect(Buffer.from(stored.body).toString()).toContain('"running"');
    expect(JSON.stringify(stored.headers)).not.toContain(secret);
  });

  it("of an unknown source, or of a sender with a wrong secret, is refused; the latter is counted once and not kept", async () => {
    const { runtime, db } = harness();
    const before = await db.delivery.count();
    expect(await refusalOf(send(runtime, "nowhere", "{}", bearer))).toMatchObject({ code: "not_found" });
    const wrong = { authorization: "Bearer another-shared-word" };
    expect(await refusalOf(send(runtime, "pipeline", "{}", wrong))).toMatchObject({ code: "unauthenticated" });
    expect(await tallies("wrong_secret")).toBe(1);
    expect(await db.delivery.count()).toBe(before);
  });

  it("is one delivery when it comes twenty times at once, with the sender's id or without", async () => {
    const { runtime } = harness();
    const text = body(deployment("d2", "running", "2026-11-20T11:00:00Z"));
    for (const headers of [bearer, { ...bearer, "idempotency-key": "the-same" }]) {
      const all = await Promise.all(Array.from({ length: 20 }, () => send(runtime, "pipeline", text, headers)));
      expect(all.filter(({ outcome }) => outcome === "accepted")).toHaveLength(1);
      expect(all.filter(({ outcome }) => outcome === "duplicate")).toHaveLength(19);
    }
    expect(await tallies("duplicate")).toBe(38);
    await intake.settle();
    expect(seen.get(keyOf("d2"))?.versions).toEqual(["running"]);
    expect(await harness().db.signalFact.count({ where: { subjectKey: keyOf("d2") } })).toBe(1);
  });

  it("that nobody can read is accepted, and dead with words that name the fields", async () => {
    const { runtime } = harness();
    const broken = await send(runtime, "pipeline", '{"signals":[{"kind":"deploy', bearer);
    const wrong = await send(runtime, "pipeline", body({ ...deployment("d3", "done", "yesterday") }), bearer);
    await intake.settle();
    expect(await deliveryOf(broken.id)).toMatchObject({ state: "dead", outcome: "not_json" });
    const stored = await deliveryOf(wrong.id);
    expect(stored).toMatchObject({ state: "dead", outcome: "wrong_fields" });
    expect(JSON.stringify(stored.detail)).toMatch(
      /signals\.0\.progress.*signals\.0\.occurredAt|signals\.0\.occurredAt.*signals\.0\.progress/,
    );
  });

  it("does not hold up others when its subject is poisoned; that one waits with its failure in words", async () => {
    const { runtime, db } = harness();
    poisoned.add(keyOf("bad"));
    const many = ["a", "b", "bad", "c", "d"].map((id) => deployment(id, "running", "2026-11-20T11:00:00Z"));
    await send(runtime, "pipeline", body(...many), bearer);
    await intake.settle();
    for (const id of ["a", "b", "c", "d"]) expect(seen.get(keyOf(id))?.versions).toEqual(["running"]);
    const waiting = await db.dirtySubject.findMany();
    expect(waiting).toEqual([
      expect.objectContaining({ subjectKey: keyOf("bad"), attempts: 1, failure: "this subject cannot be projected" }),
    ]);
    poisoned.clear();
    await send(runtime, "pipeline", body(deployment("bad", "succeeded", "2026-11-20T11:09:00Z")), bearer);
    await intake.settle();
    expect(seen.get(keyOf("bad"))?.versions).toEqual(["running", "succeeded"]);
  });

  it("names what nobody has explained yet once", async () => {
    const unknown = await harness().db.nameMapping.findMany();
    expect(unknown).toEqual([
      expect.objectContaining({ kind: "service", externalName: "checkout", targetId: null, isIgnored: false }),
    ]);
    expect(seen.get(keyOf("a"))?.service).toBeNull();
  });
});
