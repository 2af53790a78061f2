import { beforeAll, describe, expect, it } from "vitest";
import { createWindow } from "@/lib/calendar/use-cases/create-window";
import { editWindow } from "@/lib/calendar/use-cases/edit-window";
import { importDeployments } from "@/lib/deployments/use-cases/import-deployments";
import { getDeployment } from "@/lib/deployments/use-cases/read-deployments";
import { settleLane } from "@/lib/deployments/use-cases/settle-lane";
import { listEmergencies } from "@/lib/emergencies/use-cases/read-emergencies";
import { askFlagFlip } from "@/lib/flips/use-cases/ask-flag-flip";
import { getFlagFlip, listFlagFlips } from "@/lib/flips/use-cases/read-flag-flips";
import { instant } from "@/lib/kernel/instant";
import { prismaExecutor, sql } from "@/lib/platform/db/executor";
import { freshGated, makeStages } from "@/tests/support/gated-places";
import { callAs, refusalOf, setUpHarness, T0 } from "@/tests/support/harness";
import { at } from "@/tests/support/waivers";

/**
 * Goal: a flip goes forward inside a freeze with a recorded emergency only, every flip back goes, each answer is on record, and what nobody
 * asked for is shown. Real database.
 */

const harness = setUpHarness();
const developer = callAs("developer");
const environment = "production";

beforeAll(makeStages);

async function frozen(more: object = {}): Promise<string> {
  const service = await freshGated();
  const times = { startsAt: at(-1), endsAt: at(4) };
  await createWindow.run({ kind: "blackout", name: "Peak", service, ...times, ...more }, callAs("release_manager"));
  return service;
}

const ask = (service: string, to: string, more: object = {}, call = developer) =>
  askFlagFlip.run({ flag: "new-cart", service, environment, to, ...more }, call);
const urgent = { emergency: { reason: "Nobody can pay", endsAt: at(2) } };

async function ship(service: string): Promise<void> {
  const row = { service, environment, version: "1.0.0", startedAt: at(-9), finishedAt: at(-8), externalRef: "ship-1" };
  await importDeployments.run({ rows: [row] }, callAs("sre"));
}

describe("a flag flip", () => {
  it("is allowed where no window holds it, and is a flag-only deployment", async () => {
    const service = await freshGated();
    await ship(service);
    const flip = await ask(service, "on", { from: "off" });
    expect(flip).toMatchObject({ outcome: "allowed", answer: "open", direction: "forward", whoMayLift: null });
    const deployment = await getDeployment.run({ id: flip.deploymentId ?? "" }, developer);
    expect(deployment).toMatchObject({ kind: "flag_only", version: "1.0.0", flags: ["new-cart"], madeInFreeze: null });
    expect(await getFlagFlip.run({ id: flip.id }, callAs("viewer"))).toEqual(flip);
  });

  it("is refused in a blackout, on record, while the way back stays open", async () => {
    const service = await freshGated();
    expect(await ask(service, "5", { from: "off" })).toMatchObject({ outcome: "allowed", deploymentId: null });
    const times = { startsAt: at(-1), endsAt: at(4) };
    const manager = callAs("release_manager");
    const window = await createWindow.run({ kind: "blackout", name: "Peak", service, ...times }, manager);
    const refused = await ask(service, "50");
    expect(refused).toMatchObject({
      ...{ outcome: "refused", answer: "closed", deploymentId: null, emergency: null, from: "5" },
      nextAction: expect.stringContaining("Wait for its end"),
      whoMayLift: { windows: expect.stringContaining("Release manager") },
    });
    expect(refused.reasons[0]).toMatchObject({ kind: "freeze", state: "blocked", owner: "Release manager" });
    expect(await ask(service, "off")).toMatchObject({ outcome: "allowed", direction: "back" });
    expect(await ask(service, "5")).toMatchObject({ outcome: "refused" });
    await editWindow.run({ id: window.id, revision: 1, holdsFlagFlips: false }, manager);
    expect(await ask(service, "5")).toMatchObject({ outcome: "allowed" });
    const listed = await listFlagFlips.run({ service, outcome: "refused" }, callAs("viewer"));
    expect(listed.items.map(({ to }) => to)).toEqual(["5", "50"]);
    const records = await harness().runtime.db.auditEvent.count({
      where: { action: "flag-flip.ask", subjectId: refused.id },
    });
    expect(records).toBe(1);
  });

  it("is not held by a maintenance window unless it says so", async () => {
    const later = { kind: "maintenance", startsAt: at(5), endsAt: at(6) };
    expect(await ask(await frozen(later), "on", { from: "off" })).toMatchObject({ outcome: "allowed" });
    const told = await frozen({ ...later, holdsFlagFlips: true });
    expect(await ask(told, "on", { from: "off" })).toMatchObject({ outcome: "refused" });
  });

  it("says which field is wrong", async () => {
    const service = await freshGated();
    expect(await refusalOf(ask(service, "on"))).toMatchObject({ code: "invalid_input", fields: ["from"] });
    expect(await refusalOf(ask(service, "", { from: "off" }))).toMatchObject({ fields: ["to"] });
    expect(await refusalOf(ask("nowhere", "on", { from: "off" }))).toMatchObject({ code: "not_found" });
    expect(await refusalOf(ask(service, "on", { from: "off" }, callAs("viewer")))).toMatchObject({ code: "forbidden" });
  });

  it("is answered the same under the same key", async () => {
    const service = await freshGated();
    const call = { ...callAs("developer"), idempotencyKey: `flip-${service}` };
    const first = await ask(service, "on", { from: "off" }, call);
    expect(await ask(service, "on", { from: "off" }, call)).toEqual(first);
    expect((await listFlagFlips.run({ service }, developer)).items).toHaveLength(1);
  });
});

describe("a flag flip in an emergency", () => {
  it("needs the right and an end, and lets this flag go until then", async () => {
    const service = await frozen();
    const sre = callAs("sre");
    expect(await refusalOf(ask(service, "5", { from: "off", ...urgent }))).toMatchObject({ fields: ["emergency"] });
    const over = { emergency: { reason: "Nobody can pay", endsAt: at(-1) } };
    expect(await refusalOf(ask(service, "5", { from: "off", ...over }, sre))).toMatchObject({
      fields: ["emergency.endsAt"],
    });
    expect((await listFlagFlips.run({ service }, sre)).items).toEqual([]);
    const passed = await ask(service, "5", { from: "off", ...urgent }, sre);
    expect(passed).toMatchObject({ outcome: "passed", answer: "open", reasons: [{ state: "waived" }] });
    expect(await ask(service, "50")).toMatchObject({ outcome: "passed", emergency: passed.emergency });
    expect(await ask(service, "on", { flag: "other", from: "off" })).toMatchObject({ outcome: "refused" });
    const log = await listEmergencies.run({ service }, sre);
    expect(log.items).toMatchObject([
      { rollout: null, flag: { key: "new-cart", flips: 2 }, state: "in_force", reason: "Nobody can pay" },
    ]);
    harness().runtime.setNow(instant(T0 + 2 * 3_600_000 + 1));
    expect(await ask(service, "on")).toMatchObject({ outcome: "refused" });
    expect((await listEmergencies.run({ service, state: "owed" }, sre)).items).toHaveLength(1);
    harness().runtime.setNow(T0);
  });

  it("cannot be kept without its emergency", async () => {
    const service = await frozen();
    const { id } = await ask(service, "on", { from: "off" });
    const db = prismaExecutor(harness().runtime.db);
    await expect(db.query(sql`update flag_flip set outcome = 'allowed' where id = ${id}`)).rejects.toThrow();
    await expect(
      db.query(sql`
        insert into flag_flip (id, flag, service_id, environment_id, from_value, to_value, direction, outcome, reasons, asked_by, at)
        select 'flp_forged', flag, service_id, environment_id, from_value, to_value, direction, 'passed', reasons, asked_by, at
        from flag_flip where id = ${id}`),
    ).rejects.toThrow();
  });
});

it("shows a flip that was only reported as made in a freeze, also after the window is gone", async () => {
  const service = await freshGated();
  await ship(service);
  const { db } = harness().runtime;
  await createWindow.run(
    { kind: "blackout", name: "Peak", service, startsAt: at(-1), endsAt: at(4) },
    callAs("release_manager"),
  );
  await db.changeWindow.updateMany({ data: { createdAt: new Date(T0 - 3_600_000) } });
  const [shipped] = await db.deployment.findMany({ where: { service: { slug: service } } });
  if (!shipped) throw new Error("nothing was shipped");
  const reported = { ...shipped, id: `flag-${service}`, attempt: 2, externalRef: null, said: {}, subjectKey: null };
  const when = { startedAt: new Date(T0), finishedAt: new Date(T0), flags: ["new-cart"] };
  await db.deployment.create({ data: { ...reported, ...when, origin: "pipeline" } });
  const lane = { serviceId: shipped.serviceId, environmentId: shipped.environmentId, since: instant(T0 - 1) };
  const settle = () => db.$transaction((tx) => settleLane(prismaExecutor(tx), lane));
  const words = "Only reported afterwards. The blackout “Peak” is in force until";
  const shown = async () => (await getDeployment.run({ id: reported.id }, developer)).madeInFreeze;
  await settle();
  expect(await shown()).toContain(words);
  await db.changeWindow.deleteMany({});
  await settle();
  expect(await shown()).toContain(words);
});
