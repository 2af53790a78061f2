import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createEnvironment } from "@/lib/catalog/use-cases/create-environment";
import { createService } from "@/lib/catalog/use-cases/create-service";
import { WithSecretOnce } from "@/lib/ingest/contract";
import { recheckNames } from "@/lib/ingest/loop/recheck-names";
import type { Projector, SignalParser } from "@/lib/ingest/port";
import { createSignalRegistry, currentSignalRegistry, setSignalRegistry } from "@/lib/ingest/registry";
import { createEventSource } from "@/lib/ingest/use-cases/create-event-source";
import { editEventSource } from "@/lib/ingest/use-cases/edit-event-source";
import { listNames } from "@/lib/ingest/use-cases/list-names";
import { pushSignals } from "@/lib/ingest/use-cases/push-signals";
import { getDelivery, listDeliveries, listFailedSubjects } from "@/lib/ingest/use-cases/read-deliveries";
import { getSourceHealth, listSourceHealth } from "@/lib/ingest/use-cases/read-source-health";
import { replayDeliveries } from "@/lib/ingest/use-cases/replay-deliveries";
import { retireSourceSecret } from "@/lib/ingest/use-cases/retire-source-secret";
import { retrySubjects } from "@/lib/ingest/use-cases/retry-subjects";
import { rotateSourceSecret } from "@/lib/ingest/use-cases/rotate-source-secret";
import { sayName } from "@/lib/ingest/use-cases/say-name";
import { callAs, refusalOf, setUpHarness } from "@/tests/support/harness";
import { createTestIntake, send, type TestIntake } from "@/tests/support/intake";
import { until } from "@/tests/support/until";

const harness = setUpHarness();
const admin = callAs("admin");
const sre = callAs("sre");

/** Rows that projections made: what each deployment's service and environment mean, and its versions. */
const rows = new Map<string, string>();
let isFailing = false;
const projector: Projector = {
  kinds: ["deployment"],
  async project(_db, subjects, { names }) {
    if (isFailing) throw new Error("the projector is broken");
    for (const { subjectKey, facts } of subjects) {
      const [first] = facts;
      if (first?.fact.kind !== "deployment") rows.delete(subjectKey);
      else {
        const { service, environment, version } = first.fact;
        const meant = [names.service(first.sourceId, service), names.environment(first.sourceId, environment)];
        rows.set(subjectKey, `${meant.join(" ")} ${version} ${facts.length}`);
      }
    }
  },
};

let intake: TestIntake;
let push: SignalParser;
let serviceId: string;
let environmentId: string;

/** The registry with the push parser as it is, or changed. */
function useParser(change: Partial<SignalParser>): void {
  const registry = createSignalRegistry({
    parsers: [{ ...push, ...change }],
    projectors: [projector],
    reconcilers: [],
  });
  setSignalRegistry(registry);
  intake = createTestIntake(harness().runtime, registry);
}

beforeAll(async () => {
  const found = currentSignalRegistry().parsers.get("push");
  if (!found) throw new Error("nothing reads pushes");
  push = found;
  serviceId = (await createService.run({ slug: "checkout", name: "Checkout", tier: 1 }, admin)).id;
  environmentId = (
    await createEnvironment.run({ slug: "production", name: "Production", kind: "production", rank: 40 }, admin)
  ).id;
  useParser({});
});
afterAll(() => intake.close());

const deployment = (id: string, fields: object = {}) => ({
  kind: "deployment",
  id,
  progress: "succeeded",
  occurredAt: "2026-11-20T11:00:00Z",
  service: "checkout",
  environment: "production",
  version: "1.0.0",
  ...fields,
});
const body = (...signals: object[]) => JSON.stringify({ signals });
const keyOf = (slug: string, id: string) => `deployment:push:${slug}:${id}`;

async function makeSource(slug: string): Promise<string> {
  const { secret } = WithSecretOnce.parse(await createEventSource.run({ slug, name: slug, kind: "push" }, sre));
  return secret ?? "";
}

const as = (secret: string) => ({ authorization: `Bearer ${secret}` });

describe("secrets of a source", () => {
  it("are two while one replaces the other, and the retired one fails", async () => {
    const { runtime } = harness();
    const old = await makeSource("rotated");
    expect(old).toMatch(/^whsec_/);
    const { source, secret: fresh } = WithSecretOnce.parse(
      await rotateSourceSecret.run({ slug: "rotated", revision: 1 }, sre),
    );
    expect(source).toMatchObject({ secretCount: 2, revision: 2 });
    await until(
      "the new secret is known",
      async () => (await send(runtime, "rotated", body(deployment("new")), as(fresh ?? "")).catch(() => null)) !== null,
    );
    expect(await send(runtime, "rotated", body(deployment("old")), as(old))).toMatchObject({ outcome: "accepted" });
    expect(await refusalOf(rotateSourceSecret.run({ slug: "rotated", revision: 2 }, sre))).toMatchObject({
      code: "rejected",
    });
    await retireSourceSecret.run({ slug: "rotated", revision: 2 }, sre);
    await until("the old secret is not", () =>
      send(runtime, "rotated", body(deployment("later")), as(old)).then(
        () => false,
        (error: { code?: string }) => error.code === "unauthenticated",
      ),
    );
    expect(await send(runtime, "rotated", body(deployment("newest")), as(fresh ?? ""))).toMatchObject({
      outcome: "accepted",
    });
    expect(JSON.stringify(await harness().db.eventSource.findMany())).not.toContain(fresh);
    expect(
      JSON.stringify(await harness().db.auditEvent.findMany({ select: { before: true, after: true, detail: true } })),
    ).not.toContain(fresh);
  });

  it("are not needed any more once the source is switched off: bodies are answered, counted and not kept", async () => {
    const secret = await makeSource("switched");
    await editEventSource.run({ slug: "switched", revision: 1, isEnabled: false }, sre);
    await until(
      "it is known as switched off",
      async () =>
        (await send(harness().runtime, "switched", body(deployment("x")), as(secret))).outcome === "source_disabled",
    );
    expect(await refusalOf(editEventSource.run({ slug: "switched", revision: 1, isEnabled: true }, sre))).toMatchObject(
      { code: "stale_state" },
    );
  });

  it("cannot be set up for a kind that nothing reads, nor polling for one that nothing asks", async () => {
    expect(await refusalOf(createEventSource.run({ slug: "none", name: "None", kind: "jira" }, sre))).toMatchObject({
      fields: ["kind"],
    });
    const config = { polling: { everyMinutes: 5 } };
    expect(
      await refusalOf(createEventSource.run({ slug: "none", name: "None", kind: "push", config }, sre)),
    ).toMatchObject({
      fields: ["config.polling"],
    });
    expect(
      await refusalOf(createEventSource.run({ slug: "none", name: "None", kind: "push" }, callAs("developer"))),
    ).toMatchObject({
      code: "forbidden",
    });
  });
});

describe("names", () => {
  it("that somebody explains correct everything that was told under them", async () => {
    const { runtime } = harness();
    const secret = await makeSource("named");
    const odd = { service: "Checkout Service", environment: "prod" };
    await send(runtime, "named", body(deployment("n1", odd), deployment("n2", odd), deployment("n3")), as(secret));
    await intake.settle();
    expect(rows.get(keyOf("named", "n1"))).toBe("  1.0.0 1");
    expect(rows.get(keyOf("named", "n3"))).toBe(`${serviceId} ${environmentId} 1.0.0 1`);
    const { items } = await listNames.run({ slug: "named" }, callAs("viewer"));
    expect(items.map(({ kind, externalName, target }) => [kind, externalName, target])).toEqual([
      ["environment", "prod", null],
      ["service", "Checkout Service", null],
    ]);
    const health = await getSourceHealth.run({ slug: "named" }, callAs("viewer"));
    expect(health).toMatchObject({ unknownNames: 2, counts: { named: 3, unmapped: 2 } });
    const said = { slug: "named", kind: "service", externalName: "Checkout Service", target: "checkout" };
    expect(await sayName.run(said, sre)).toEqual({ subjects: 2 });
    await sayName.run({ slug: "named", kind: "environment", externalName: "prod", target: "production" }, sre);
    await intake.settle();
    expect(rows.get(keyOf("named", "n1"))).toBe(`${serviceId} ${environmentId} 1.0.0 1`);
    expect(await refusalOf(sayName.run({ ...said, target: "nothing" }, sre))).toMatchObject({ fields: ["target"] });
    expect(await refusalOf(sayName.run({ ...said, revision: 1 }, sre))).toMatchObject({ code: "stale_state" });
    expect(await refusalOf(sayName.run({ ...said, isIgnored: true }, sre))).toMatchObject({ fields: ["target"] });
    await sayName.run({ slug: "named", kind: "service", externalName: "Checkout Service", isIgnored: true }, sre);
    await intake.settle();
    expect(rows.get(keyOf("named", "n1"))).toBe(` ${environmentId} 1.0.0 1`);
    expect((await getSourceHealth.run({ slug: "named" }, sre)).unknownNames).toBe(0);
  });

  it("that the catalogue learns later are understood by themselves", async () => {
    const { runtime } = harness();
    const secret = await makeSource("early");
    await send(runtime, "early", body(deployment("e1", { service: "search" })), as(secret));
    await intake.settle();
    expect(rows.get(keyOf("early", "e1"))).toBe(` ${environmentId} 1.0.0 1`);
    const { id } = await createService.run({ slug: "search", name: "Search", tier: 2 }, admin);
    expect(await recheckNames(intake.parts)).toBe(1);
    await intake.settle();
    expect(rows.get(keyOf("early", "e1"))).toBe(`${id} ${environmentId} 1.0.0 1`);
    expect((await listNames.run({ slug: "early" }, sre)).items).toEqual([]);
  });
});

describe("deliveries that are read again", () => {
  it("say what the mended reader reads, and no longer what the old one did", async () => {
    const { runtime } = harness();
    const secret = await makeSource("replayed");
    const received = await send(runtime, "replayed", body(deployment("r1"), deployment("r2")), as(secret));
    const other = await send(runtime, "replayed", body(deployment("r2"), deployment("r3")), as(secret));
    await intake.settle();
    expect(rows.has(keyOf("replayed", "r2"))).toBe(true);
    await intake.close();
    // The mended reader finds that only the first of each body was meant.
    useParser({
      version: 2,
      parse(raw, source) {
        const parsed = push.parse(raw, source);
        return parsed.kind === "facts" ? { ...parsed, facts: parsed.facts.slice(0, 1) } : parsed;
      },
    });
    expect(await getSourceHealth.run({ slug: "replayed" }, sre)).toMatchObject({ outdatedInAll: 2 });
    expect(await replayDeliveries.run({ slug: "replayed", scope: "one", id: received.id ?? "" }, sre)).toEqual({
      queued: 1,
      remaining: 0,
    });
    await intake.settle();
    // The other delivery, not read again yet, still says it.
    expect(rows.has(keyOf("replayed", "r2"))).toBe(true);
    expect(await replayDeliveries.run({ slug: "replayed", scope: "outdated" }, sre)).toEqual({
      queued: 1,
      remaining: 0,
    });
    await intake.settle();
    expect([...rows.keys()].filter((key) => key.includes(":replayed:")).sort()).toEqual([
      keyOf("replayed", "r1"),
      keyOf("replayed", "r2"),
    ]);
    expect(await harness().db.signalFact.count({ where: { subjectKey: keyOf("replayed", "r3") } })).toBe(1);
    const detail = await getDelivery.run({ slug: "replayed", id: other.id ?? "" }, callAs("developer"));
    expect(detail).toMatchObject({ parserVersion: 2, factCount: 1, facts: [{ subjectKey: keyOf("replayed", "r2") }] });
    await intake.close();
    useParser({});
  });

  it("are all dead ones, those since a time, or one; wrong wishes are named", async () => {
    const { runtime } = harness();
    const secret = await makeSource("dead");
    for (const text of ["{", "[]", "nothing"]) await send(runtime, "dead", text, as(secret));
    await send(runtime, "dead", body(deployment("d1")), as(secret));
    await intake.settle();
    const page = await listDeliveries.run({ slug: "dead", state: "dead", limit: 2 }, callAs("viewer"));
    expect(page.items.map(({ outcome }) => outcome)).toEqual(["not_json", "wrong_fields"]);
    const next = await listDeliveries.run(
      { slug: "dead", state: "dead", limit: 2, cursor: page.nextCursor },
      callAs("viewer"),
    );
    expect(next).toMatchObject({
      items: [{ outcome: "not_json", words: "The body is not JSON in UTF-8." }],
      nextCursor: null,
    });
    expect(await getSourceHealth.run({ slug: "dead" }, sre)).toMatchObject({
      deadInAll: 3,
      counts: { dead: 3, parsed: 1 },
    });
    expect(await replayDeliveries.run({ slug: "dead", scope: "dead" }, sre)).toEqual({ queued: 3, remaining: 0 });
    await intake.settle();
    expect(await replayDeliveries.run({ slug: "dead", scope: "since", since: "2020-01-01T00:00:00Z" }, sre)).toEqual({
      queued: 4,
      remaining: 0,
    });
    await intake.settle();
    expect(await refusalOf(replayDeliveries.run({ slug: "dead", scope: "one" }, sre))).toMatchObject({
      fields: ["id"],
    });
    expect(await refusalOf(replayDeliveries.run({ slug: "dead", scope: "since" }, sre))).toMatchObject({
      fields: ["since"],
    });
    expect(await refusalOf(replayDeliveries.run({ slug: "dead", scope: "one", id: "999999" }, sre))).toMatchObject({
      code: "rejected",
    });
    expect(await refusalOf(getDelivery.run({ slug: "dead", id: "1" }, callAs("viewer")))).toMatchObject({
      code: "forbidden",
    });
  });

  it("and projections that failed can be tried again by hand", async () => {
    const { runtime } = harness();
    const secret = await makeSource("failing");
    isFailing = true;
    await send(runtime, "failing", body(deployment("f1")), as(secret));
    await intake.settle();
    isFailing = false;
    const { items } = await listFailedSubjects.run({}, callAs("viewer"));
    expect(items).toEqual([
      expect.objectContaining({ subjectKey: keyOf("failing", "f1"), failure: "the projector is broken" }),
    ]);
    expect(await retrySubjects.run({}, sre)).toEqual({ queued: 1 });
    await intake.settle();
    expect(rows.has(keyOf("failing", "f1"))).toBe(true);
    expect((await listFailedSubjects.run({}, sre)).items).toEqual([]);
  });
});

describe("signals of somebody with a token", () => {
  it("are the same facts as those of the door, kept as a delivery, and each wrong field is named", async () => {
    const { runtime } = harness();
    const secret = await makeSource("api");
    await send(runtime, "api", body(deployment("p1")), as(secret));
    await intake.settle();
    const answer = await pushSignals.run(
      { source: "api", signals: [deployment("p1"), deployment("p2")] },
      callAs("developer"),
    );
    expect(answer).toMatchObject({ accepted: 2, added: 1 });
    await intake.settle();
    expect(rows.get(keyOf("api", "p1"))).toBe(`${serviceId} ${environmentId} 1.0.0 1`);
    const wrong = { ...deployment("p3"), progress: "done", occurredAt: "yesterday", extra: 1 };
    const refusal = await refusalOf(
      pushSignals.run({ source: "api", signals: [deployment("p4"), wrong] }, callAs("developer")),
    );
    expect([...new Set(refusal.fields)].sort()).toEqual([
      "signals.1.extra",
      "signals.1.occurredAt",
      "signals.1.progress",
    ]);
    expect(await refusalOf(pushSignals.run({ source: "nobody", signals: [deployment("p5")] }, admin))).toMatchObject({
      code: "not_found",
    });
    expect(await refusalOf(pushSignals.run({ source: "api", signals: [] }, admin))).toMatchObject({
      fields: ["signals"],
    });
    expect(
      await refusalOf(pushSignals.run({ source: "api", signals: [deployment("p6")] }, callAs("viewer"))),
    ).toMatchObject({ code: "forbidden" });
    expect(rows.has(keyOf("api", "p4"))).toBe(false);
  });
});

describe("health", () => {
  it("of every source is listed, and one that was never heard is not called good", async () => {
    await makeSource("quiet");
    const { items } = await listSourceHealth.run({}, callAs("viewer"));
    const quiet = items.find(({ source }) => source.slug === "quiet");
    expect(quiet).toMatchObject({
      pulse: { state: "never" },
      quality: { score: null },
      watermark: { completeUntil: null, why: "never_heard" },
      delay: { medianMs: null, n: 0 },
    });
    expect(items.length).toBeGreaterThan(6);
  });
});
