import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { createWindow } from "@/lib/calendar/use-cases/create-window";
import { deleteWindow } from "@/lib/calendar/use-cases/delete-window";
import { gateHoldsInQueue } from "@/lib/gates/admission-reasons-read-model";
import { pushQuality } from "@/lib/gates/use-cases/push-quality";
import { prismaExecutor, sql } from "@/lib/platform/db/executor";
import { cancelRollout } from "@/lib/rollouts/use-cases/cancel-rollout";
import { startRollout } from "@/lib/rollouts/use-cases/start-rollout";
import { askFor, freshGated, makeStages, requireThat } from "@/tests/support/gated-places";
import { callAs, refusalOf, setUpHarness } from "@/tests/support/harness";
import { at } from "@/tests/support/waivers";

/**
 * Goal: the start of a rollout and the gate say the same, in the same words; nothing goes forward while it is not open, and what passes it
 * leaves a record. Method: random sequences of events through the real use-cases.
 */

const harness = setUpHarness();
const admin = callAs("admin");

beforeAll(async () => {
  await makeStages();
  await requireThat({ rule: { kind: "tests" }, tier: 1 });
});

const start = (service: string, more: object = {}) =>
  startRollout.run({ service, environment: "production", version: "2.0.0", ...more }, admin);
const push = (service: string, failed: number) =>
  pushQuality.run({ slug: service, version: "2.0.0", suite: "unit", tests: { passed: 5, failed } }, admin);

async function admissionOf(rolloutId: string): Promise<unknown> {
  const [row] = await prismaExecutor(harness().db).query<{ admission: string }>(sql`
    select after->>'admission' as admission from audit_event
    where subject_id = ${rolloutId} and action = 'rollout.start' and outcome = 'accepted'`);
  return row?.admission;
}

describe("the start of a rollout", () => {
  it("is refused with the sentences of the gate", async () => {
    const service = await freshGated();
    await push(service, 2);
    const gate = await askFor(service);
    const blocked = gate.reasons.filter(({ state }) => state === "blocked").map(({ sentence }) => sentence);
    const refusal = await refusalOf(start(service));
    expect(refusal.code).toBe("rejected");
    for (const sentence of blocked) expect(refusal.message).toContain(sentence);
  });

  it("passes the gate in an emergency, with every reason on record", async () => {
    const service = await freshGated();
    const { id } = await start(service, { emergency: { reason: "Nobody can pay", endsAt: at(2) } });
    const [kept] = await prismaExecutor(harness().db).query<{ passed: { code: string }[] }>(sql`
      select passed from emergency_release where rollout_id = ${id}`);
    expect(kept?.passed.map(({ code }) => code)).toEqual(["gate_tests"]);
    const [audit] = await prismaExecutor(harness().db).query<{ emergency: unknown }>(sql`
      select after->'emergency' as emergency from audit_event where subject_id = ${id} and action = 'rollout.start'`);
    expect(audit?.emergency).toBeTruthy();
  });

  it("waits in the queue, where new evidence against it holds it", async () => {
    const service = await freshGated();
    await push(service, 0);
    const times = { startsAt: at(-1), endsAt: at(4) };
    await createWindow.run({ kind: "blackout", name: "Peak", service, ...times }, admin);
    const { id, phase } = await start(service);
    expect(phase).toBe("queued");
    const now = harness().runtime.clock.now();
    expect(await gateHoldsInQueue(harness().db, id, now)).toEqual([]);
    harness().runtime.advance(1_000);
    await push(service, 1);
    expect(await gateHoldsInQueue(harness().db, id, harness().runtime.clock.now())).toMatchObject([
      { code: "gate", id: "gate:tests" },
    ]);
  });

  it("begins at once exactly when the gate is open, whatever happened before", async () => {
    const events = fc.array(fc.constantFrom("fail", "pass", "freeze", "thaw", "start"), {
      minLength: 4,
      maxLength: 10,
    });
    await fc.assert(
      fc.asyncProperty(events, async (all) => {
        const service = await freshGated();
        let windowId: string | null = null;
        for (const event of [...all, "start"]) {
          harness().runtime.advance(1_000);
          if (event === "fail" || event === "pass") await push(service, event === "fail" ? 1 : 0);
          if (event === "freeze" && windowId === null) {
            const times = { startsAt: at(-10), endsAt: at(1_000) };
            windowId = (await createWindow.run({ kind: "blackout", name: "Peak", service, ...times }, admin)).id;
          }
          if (event === "thaw" && windowId !== null) {
            await deleteWindow.run({ id: windowId, revision: 1 }, admin);
            windowId = null;
          }
          if (event !== "start") continue;
          const { answer } = await askFor(service);
          const begun = await start(service).catch(() => null);
          const admission = begun === null ? "rejected" : await admissionOf(begun.id);
          expect(admission === "start").toBe(answer === "open");
          if (begun) await cancelRollout.run({ id: begun.id, revision: begun.revision, reason: "Over" }, admin);
        }
      }),
      { numRuns: 12 },
    );
  }, 90_000);
});
