import { beforeAll, describe, expect, it } from "vitest";
import { createEnvironment } from "@/lib/catalog/use-cases/create-environment";
import { gateSources } from "@/lib/composition-gates";
import { gateHoldsInQueue } from "@/lib/gates/admission-reasons-read-model";
import { setGateSources } from "@/lib/gates/gate-sources-read-model";
import { getGate } from "@/lib/gates/use-cases/read-gates";
import type { Call } from "@/lib/platform/use-case";
import { releaseReservation } from "@/lib/reservations/use-cases/release-reservation";
import { reserve } from "@/lib/reservations/use-cases/reserve";
import { setTerms } from "@/lib/reservations/use-cases/set-terms";
import { startRollout } from "@/lib/rollouts/use-cases/start-rollout";
import { freshGated, statesOf } from "@/tests/support/gated-places";
import { callAs, refusalOf, setUpHarness, T0 } from "@/tests/support/harness";
import { ada, at, bea, cem, hour, person } from "@/tests/support/waivers";

/** Goal: what somebody holds alone nobody else releases into, except back or in an emergency. Method: real gates and rollouts. */

const harness = setUpHarness();
let places = 0;

beforeAll(() => setGateSources(gateSources));

async function place(): Promise<{ environment: string; service: string }> {
  places += 1;
  const environment = `lab-${places}`;
  harness().runtime.setNow(T0);
  await createEnvironment.run({ slug: environment, name: `Lab ${places}`, kind: "staging", rank: 5 }, callAs("admin"));
  return { environment, service: await freshGated(3, [environment]) };
}
const hold = (slug: string, by: Call = ada, more: object = {}) =>
  reserve.run({ slug, startsAt: at(0), endsAt: at(4), purpose: "Load test", ...more }, by);
const askGate = (where: object, by: Call, more: object = {}) =>
  getGate.run({ ...where, version: "2.0.0", ...more }, by);
const start = (where: object, by: Call, more: object = {}) =>
  startRollout.run({ ...where, version: "2.0.0", ...more }, by);
const dev = person("dev", "developer");

describe("an environment that somebody holds alone", () => {
  it("is closed to others with owner and next action, open to its holder, and freed when it is given back", async () => {
    const where = await place();
    const one = await hold(where.environment);
    const gate = await askGate(where, dev);
    expect(gate.answer).toBe("closed");
    expect(gate.reasons[0]).toMatchObject({ kind: "reservation", state: "blocked", owner: "ada" });
    expect(gate.reasons[0]?.nextAction).toContain("Join the queue, or ask ada");
    expect(statesOf(await askGate(where, ada), "reservation")).toEqual(["reservation pass"]);
    const refusal = await refusalOf(start(where, dev));
    expect(refusal.code).toBe("rejected");
    expect(refusal.message).toContain(one.reference);
    await releaseReservation.run({ id: one.id }, ada);
    expect((await askGate(where, dev)).answer).toBe("open");
    expect((await start(where, dev)).number).toBeGreaterThan(0);
  });

  it("lets a rollback go, always, and an emergency, on record", async () => {
    const where = await place();
    await hold(where.environment);
    expect((await askGate(where, dev, { purpose: "rollback" })).answer).toBe("open");
    const cry = { emergency: { reason: "Nobody can pay", endsAt: at(2) } };
    const { id } = await start(where, cem, cry);
    const kept = await harness().db.emergencyRelease.findFirstOrThrow({ where: { rolloutId: id } });
    expect((kept.passed as { code: string }[]).map(({ code }) => code)).toEqual(["gate_reservation"]);
  });

  it("holds what waits in the queue of rollouts, and no longer once its time ran out", async () => {
    const where = await place();
    const { id } = await start(where, dev);
    await hold(where.environment);
    const now = harness().runtime.clock.now;
    expect((await gateHoldsInQueue(harness().db, id, now())).map(({ id: of }) => of)).toEqual(["gate:reservation"]);
    harness().runtime.setNow(T0 + 4 * hour);
    expect(await gateHoldsInQueue(harness().db, id, now())).toEqual([]);
  });

  it("is nothing to services that it does not speak of", async () => {
    const where = await place();
    const other = await freshGated(3, [where.environment]);
    await hold(where.environment, ada, { services: [other] });
    expect((await askGate(where, dev)).answer).toBe("open");
    expect((await askGate({ ...where, service: other }, dev)).answer).toBe("closed");
  });
});

describe("an environment that demands a reservation", () => {
  it("is open only to whoever holds one", async () => {
    const where = await place();
    const terms = {
      capacity: 2,
      graceMinutes: 60,
      maxHours: 48,
      headStartMinutes: 0,
      sprintCalendar: null,
      reason: "Agreed on",
    };
    const given = { slug: where.environment, ...terms, demandsReservation: true, revision: 0 };
    expect((await refusalOf(setTerms.run(given, bea))).code).toBe("forbidden");
    await setTerms.run(given, cem);
    expect((await refusalOf(setTerms.run(given, cem))).code).toBe("stale_state");
    expect((await askGate(where, dev)).reasons[0]?.sentence).toContain("need a reservation");
    await hold(where.environment, dev, { units: 1 });
    expect((await askGate(where, dev)).answer).toBe("open");
    expect((await askGate(where, ada)).answer).toBe("closed");
  });
});
