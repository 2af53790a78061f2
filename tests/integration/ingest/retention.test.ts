import { beforeAll, expect, it } from "vitest";
import { disposeOld } from "@/lib/ingest/loop/dispose-old";
import { createEventSource } from "@/lib/ingest/use-cases/create-event-source";
import { listDeliveries } from "@/lib/ingest/use-cases/read-deliveries";
import { callAs, setUpHarness } from "@/tests/support/harness";
import { createTestIntake, send } from "@/tests/support/intake";

/** Goal: bodies go when their time is over, in batches, by the run-time role; what they said and how many they were stays. */
const harness = setUpHarness({ SIGNALBOX_DELIVERY_DAYS: "30" });
const admin = callAs("admin");
const secret = "a-shared-word-of-tests";

beforeAll(async () => {
  await createEventSource.run({ slug: "kept", name: "Kept", kind: "push", secret }, admin);
  await createEventSource.run({ slug: "quiet", name: "Quiet", kind: "push", secret }, admin);
});

function bodyOf(n: number): string {
  const head = { kind: "deployment", progress: "succeeded", occurredAt: "2026-11-01T09:00:00Z" };
  const place = { service: "checkout", environment: "production" };
  return JSON.stringify({ signals: [{ ...head, ...place, id: `run-${n}`, version: `1.${n}` }] });
}

async function deliver(slug: string, body: string): Promise<void> {
  const headers = { authorization: `Bearer ${secret}`, "content-type": "application/json" };
  await send(harness().runtime, slug, body, headers);
}

it("deletes what was kept long enough, and nothing else", async () => {
  const { runtime, db } = harness();
  const intake = createTestIntake(runtime);
  for (let n = 0; n < 25; n += 1) await deliver("kept", bodyOf(n));
  await deliver("kept", "<html>");
  await intake.settle();
  const facts = await db.signalFact.findMany({ orderBy: { id: "asc" } });
  const mentions = await db.factMention.count();
  await db.delivery.updateMany({ data: { receivedAt: new Date(Date.now() - 31 * 86_400_000) } });
  await deliver("kept", bodyOf(100));
  await deliver("quiet", bodyOf(101));
  await intake.settle();
  await deliver("quiet", bodyOf(102));
  // Old, and not read yet: a worker was away for long.
  await db.delivery.updateMany({
    where: { state: "received" },
    data: { receivedAt: new Date(Date.now() - 40 * 86_400_000) },
  });

  expect(await disposeOld(runtime, { perBatch: 10, batches: 2 })).toEqual({ deliveries: 20 });
  expect(await disposeOld(runtime, { perBatch: 10, batches: 100 })).toEqual({ deliveries: 6 });
  expect(await disposeOld(runtime)).toEqual({ deliveries: 0 });

  const kept = (await listDeliveries.run({ slug: "kept", limit: 50 }, admin)).items;
  expect(kept.map(({ state }) => state)).toEqual(["parsed"]);
  const quiet = (await listDeliveries.run({ slug: "quiet", limit: 50 }, admin)).items;
  expect(quiet.map(({ state }) => state)).toEqual(["received", "parsed"]);
  const after = await db.signalFact.findMany({ orderBy: { id: "asc" } });
  expect(after).toEqual(expect.arrayContaining(facts));
  expect(await db.factMention.count(), "who says a fact stays").toBe(mentions + 2);

  const source = await db.eventSource.findUniqueOrThrow({ where: { slug: "kept" } });
  const tally = await db.deliveryTally.findMany({ where: { sourceId: source.id, outcome: "disposed" } });
  expect(tally.reduce((sum, { count }) => sum + Number(count), 0)).toBe(26);
  const written = await db.auditEvent.findMany({ where: { action: "delivery.dispose" }, orderBy: { id: "asc" } });
  expect(written.map(({ actorKind }) => actorKind)).toEqual(["system", "system"]);
  expect(written[0]?.detail).toMatchObject({ days: 30, sources: [{ sourceId: source.id, deliveries: 20 }] });
  await intake.close();
});
