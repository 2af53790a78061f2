import { beforeAll, describe, expect, it } from "vitest";
import { gateSources } from "@/lib/composition-gates";
import { createConnection } from "@/lib/connections/use-cases/create-connection";
import { recordDeployment } from "@/lib/deployments/use-cases/record-deployment";
import { settleLane } from "@/lib/deployments/use-cases/settle-lane";
import { setGateSources } from "@/lib/gates/gate-sources-read-model";
import { instant, plusMs } from "@/lib/kernel/instant";
import type { Mailer } from "@/lib/notifications/port";
import { prismaExecutor, sql } from "@/lib/platform/db/executor";
import { trainSource } from "@/lib/releases/calendar-read-model";
import type { PlanTrainInput } from "@/lib/releases/contract";
import { passTrain } from "@/lib/releases/loop/pass-train";
import { sendAnnouncements } from "@/lib/releases/loop/send-announcements";
import { declareSchemaRange } from "@/lib/releases/use-cases/declare-schema-range";
import { departTrain } from "@/lib/releases/use-cases/depart-train";
import { goOnTrain } from "@/lib/releases/use-cases/go-on";
import { planTrain } from "@/lib/releases/use-cases/plan-train";
import { pushSchema } from "@/lib/releases/use-cases/push-schema";
import { getCadence } from "@/lib/releases/use-cases/read-cadence";
import { getTrain, listTrains } from "@/lib/releases/use-cases/read-trains";
import { rescheduleTrain } from "@/lib/releases/use-cases/reschedule-train";
import { setChecklist } from "@/lib/releases/use-cases/set-checklist";
import { setTrainTicket } from "@/lib/releases/use-cases/set-train-ticket";
import { tickItem } from "@/lib/releases/use-cases/tick-item";
import { startRollout } from "@/lib/rollouts/use-cases/start-rollout";
import { askFor, askForRelease, freshGated, makeStages, requireThat, statesOf } from "@/tests/support/gated-places";
import { callAs, refusalOf, setUpHarness } from "@/tests/support/harness";
import { ada, at } from "@/tests/support/waivers";

/**
 * Goal: what is planned moves through the real rollout engine once, whoever dies between; gates, schemas, checklists and announcements hold
 * and tell. Method: use-cases and passes on a real database; the control loop itself is another test's.
 */

const harness = setUpHarness();
const admin = callAs("admin");

beforeAll(async () => {
  setGateSources(gateSources);
  await makeStages();
});

async function plan(services: readonly string[], more: Partial<PlanTrainInput> = {}) {
  return planTrain.run(
    {
      name: "Spring",
      note: "All at once",
      cars: services.map((service, index) => ({
        service,
        version: "2.0.0",
        after: index === 0 ? [] : [services[index - 1] ?? ""],
      })),
      stops: [{ environment: "production" }],
      ...more,
    },
    ada,
  );
}
const read = (id: string) => getTrain.run({ id }, callAs("viewer"));
/** The environment whose gate the calendar asks for a train; undefined where it asks none. */
async function gateOnCalendar(id: string): Promise<string | undefined> {
  const now = harness().runtime.clock.now();
  const range = { from: now, to: plusMs(now, 86_400_000) };
  const asked = { range, now, serviceId: null, environmentId: null, limit: 100 };
  const entries = await trainSource.list(prismaExecutor(harness().db), asked);
  const entry = entries.find((one) => one.id === `release ${id}`);
  if (!entry) throw new Error("the train is not in the calendar");
  return entry.gate?.environment;
}
const rolloutsOf = (service: string) =>
  prismaExecutor(harness().db).query<{ started_by_person: string | null; phase: string }>(sql`
    select r.started_by_person, r.phase::text as phase from rollout r join service s on s.id = r.service_id
    where s.slug = ${service}`);

describe("planning", () => {
  it("names every field that is wrong", async () => {
    const service = await freshGated();
    const stranger = await refusalOf(plan([service], { cars: [{ service: "nobody", version: "1" }] }));
    expect(stranger.fields).toEqual(["cars.0.service"]);
    const twice = [service, service].map((one) => ({ service: one, version: "1" }));
    expect((await refusalOf(plan([service], { cars: twice }))).fields).toEqual(["cars.1.service"]);
    const after = [{ service, version: "1", after: ["elsewhere"] }];
    expect((await refusalOf(plan([service], { cars: after }))).fields).toEqual(["cars.0.after"]);
    expect((await refusalOf(plan([service], { stops: [{ environment: "moon" }] }))).fields).toEqual([
      "stops.0.environment",
    ]);
  });
});

describe("a train that departed", () => {
  it("begins each rollout once, in order, in the name of whoever sent it off, however often it is looked at", async () => {
    const [first, second] = [await freshGated(3), await freshGated(3)];
    const train = await plan([first, second]);
    await departTrain.run({ id: train.id, revision: train.revision }, ada);
    const { runtime } = harness();
    await Promise.all(Array.from({ length: 3 }, () => passTrain(runtime, train.id)));
    await passTrain(runtime, train.id);
    expect(await rolloutsOf(first)).toEqual([{ started_by_person: expect.stringContaining("ada"), phase: "queued" }]);
    expect(await rolloutsOf(second)).toEqual([]);
    const seen = await read(train.id);
    expect(seen.order).toEqual([[first], [second]]);
    expect(seen.cars[0]?.at[0]).toMatchObject({ standing: "moving", before: "1.0.0" });
    const open = await listTrains.run({ list: "open", service: second }, callAs("viewer"));
    expect(open.items.map(({ id }) => id)).toEqual([train.id]);
  });

  it("waits for the gate, says on whom, and begins once it is open", async () => {
    const service = await freshGated(2);
    await requireThat({ rule: { kind: "release_checklist" }, tier: 2 });
    await setChecklist.run(
      {
        name: "Tier 2",
        tier: 2,
        content: { items: [{ title: "Support knows" }], announcements: [] },
        reason: "Agreed on",
      },
      admin,
    );
    expect(statesOf(await askFor(service), "release_checklist")).toEqual(["release_checklist blocked"]);
    const train = await plan([service]);
    await departTrain.run({ id: train.id, revision: train.revision }, ada);
    const { runtime } = harness();
    await passTrain(runtime, train.id);
    const stuck = await read(train.id);
    expect(stuck.stuck[0]?.sentence).toContain("“Support knows”");
    expect(await rolloutsOf(service)).toEqual([]);
    const [item] = stuck.checklist;
    await tickItem.run({ id: train.id, item: item?.id ?? "", isDone: true, note: "Told them" }, ada);
    expect(statesOf(await askFor(service), "release_checklist")).toEqual(["release_checklist pass"]);
    runtime.advance(20_000);
    await passTrain(runtime, train.id);
    expect(await rolloutsOf(service)).toHaveLength(1);
  });
});

describe("the change ticket of a train", () => {
  it("lets its services through where the rule says so, and allows what begins after it was named", async () => {
    const service = await freshGated(1);
    const rule = await requireThat({ rule: { kind: "change_ticket" }, tier: 1, environment: "production" });
    const train = await plan([service], { ticket: "CHG40" });
    expect(await read(train.id)).toMatchObject({ ticket: { key: "CHG40", state: null, isAllowing: true } });
    const strict = await askFor(service);
    expect(statesOf(strict, "change_ticket")).toEqual(["change_ticket blocked"]);
    expect(strict.reasons[0]?.sentence).toContain(`The ticket of ${train.reference} does not count here.`);
    const open = { kind: "change_ticket", acceptsTrainTicket: true } as const;
    await requireThat({ rule: open, tier: 1, environment: "production", revision: rule.revision });
    expect((await askFor(service)).reasons.find(({ kind }) => kind === "change_ticket")).toMatchObject({
      state: "pass",
      href: `/releases/${train.id}`,
    });
    const request = await askForRelease(service);
    expect(request.content).toContain(`"trainTicketKey":"CHG40"`);

    const { runtime, db } = harness();
    await departTrain.run({ id: train.id, revision: train.revision }, ada);
    await passTrain(runtime, train.id);
    const rollout = await db.rollout.findFirstOrThrow({ where: { service: { slug: service } } });
    const version = await db.version.findFirstOrThrow({ where: { service: { slug: service }, name: "2.0.0" } });
    const { serviceId, environmentId } = rollout;
    const began = { serviceId, environmentId, versionId: version.id, origin: "rollout", state: "running" } as const;
    runtime.advance(1_000);
    await db.$transaction((tx) =>
      recordDeployment(prismaExecutor(tx), {
        ...{ ...began, id: "dep_train", rolloutId: rollout.id, startedAt: runtime.clock.now(), finishedAt: null },
        ...{ startedBy: "ada", externalRef: null },
      }),
    );
    runtime.advance(1_000);
    const { revision } = await read(train.id);
    const other = { id: train.id, revision, ticket: "CHG41", reason: "The other one was a typo" };
    expect((await refusalOf(setTrainTicket.run({ ...other, revision: 1 }, ada))).code).toBe("stale_state");
    expect((await refusalOf(setTrainTicket.run(other, callAs("viewer")))).code).toBe("forbidden");
    await setTrainTicket.run(other, ada);
    await settleLane(prismaExecutor(db), { serviceId, environmentId, since: instant(0) });
    expect(await db.deployment.findUnique({ where: { id: "dep_train" } })).toMatchObject({
      ticketKey: "CHG40",
      authorization: "authorized",
    });
    const seen = await read(train.id);
    expect(seen).toMatchObject({ ticket: { key: "CHG41", by: "ada" } });
    expect(seen.events[0]).toMatchObject({ kind: "ticket", sentence: expect.stringContaining("a typo") });
    await requireThat({
      rule: { kind: "change_ticket" },
      mode: "advisory",
      tier: 1,
      environment: "production",
      revision: 2,
    });
  });
});

describe("the end of a train", () => {
  it("waits for what its checklist asks at each stop and at the end, and is told as a verdict", async () => {
    const service = await freshGated(3, ["staging", "production"]);
    const items = [
      { title: "Dashboards looked at", due: "stop" as const },
      { title: "Notes published", due: "end" as const },
      { title: "Schemas", doneBy: "schema" as const, due: "end" as const },
    ];
    await setChecklist.run({ name: "Tier 3", tier: 3, content: { items }, reason: "Agreed on" }, admin);
    // What is there already moves nothing, so that the passes below are about the checklist alone.
    const train = await plan([service], {
      cars: [{ service, version: "1.0.0" }],
      stops: [{ environment: "staging", goesOn: true }, { environment: "production" }],
    });
    const { runtime } = harness();
    const pass = async () => {
      await passTrain(runtime, train.id);
      const seen = await read(train.id);
      const holding = seen.closing?.reasons.filter(({ state }) => state !== "pass").map(({ sentence }) => sentence);
      return { seen, holding, phase: seen.phase, stop: seen.stopIndex };
    };
    const tick = async (title: string) => {
      const item = (await read(train.id)).checklist.find((one) => one.title === title)?.id ?? "";
      await tickItem.run({ id: train.id, item, isDone: true, note: "Done" }, ada);
    };
    await departTrain.run({ id: train.id, revision: train.revision }, ada);
    const first = await pass();
    expect(first).toMatchObject({ phase: "at_stop", stop: 0 });
    expect(await gateOnCalendar(train.id)).toBe("production");
    expect(first.holding).toEqual([`${train.reference}, “Dashboards looked at” in Staging: Nobody did it yet.`]);
    expect(first.seen.stuck).toMatchObject([
      { owner: "release managers", nextAction: expect.stringContaining("tick") },
    ]);
    const goOn = goOnTrain.run({ id: train.id, revision: first.seen.revision }, ada);
    expect(await refusalOf(goOn)).toMatchObject({ code: "rejected" });
    await tick("Dashboards looked at");
    expect(await pass()).toMatchObject({ phase: "at_stop", stop: 1, seen: { closing: { isEnd: true } } });
    expect(await gateOnCalendar(train.id)).toBeUndefined();
    await tick("Dashboards looked at");
    await tick("Notes published");
    const last = await pass();
    expect(last.holding).toEqual([expect.stringContaining("does not say on which schemas it runs")]);
    await declareSchemaRange.run({ slug: service, version: "1.0.0", min: 1, max: 2 }, admin);
    expect(await pass()).toMatchObject({ phase: "arrived", seen: { closing: null, stuck: [] } });
  });
});

describe("a schema", () => {
  it("only goes forward, and refuses versions that cannot run on it with those that can", async () => {
    const service = await freshGated(3);
    const declare = (version: string, min: number, max: number) =>
      declareSchemaRange.run({ slug: service, version, min, max }, admin);
    await declare("2.0.0", 3, 5);
    await declare("1.9.0", 5, 7);
    await pushSchema.run({ slug: service, environment: "production", schema: 7 }, admin);
    expect((await refusalOf(pushSchema.run({ slug: service, environment: "production", schema: 6 }, admin))).code).toBe(
      "rejected",
    );
    const start = startRollout.run({ service, environment: "production", version: "2.0.0" }, admin);
    const refusal = await refusalOf(start);
    expect(refusal).toMatchObject({ code: "rejected", fields: ["version"] });
    expect(refusal.message).toContain("is at 7");
    await startRollout.run({ service, environment: "production", version: "1.9.0" }, admin);
  });
});

describe("announcements", () => {
  it("are due with the commit of their moment, and sent once by however many workers", async () => {
    const service = await freshGated(0);
    await createConnection.run(
      { slug: "crew", name: "Crew", config: { kind: "alert_mail", to: "crew@example.org" } },
      admin,
    );
    const announcements = [
      { moment: "departure" as const, connection: "crew", text: "{release} leaves: {services}" },
      { moment: "departure" as const, connection: null, text: "Something new comes" },
    ];
    await setChecklist.run({ name: "Tier 0", tier: 0, content: { announcements }, reason: "Agreed on" }, admin);
    const train = await plan([service]);
    const sent: string[] = [];
    const mailer: Mailer = {
      async send({ text }) {
        sent.push(text);
        return { kind: "sent", answer: "250" };
      },
    };
    const webhooks = { send: async () => ({ kind: "sent" as const, answer: "200" }) };
    const send = () => sendAnnouncements(harness().runtime, { mailer, webhooks });
    await send();
    expect(sent).toEqual([]);
    await departTrain.run({ id: train.id, revision: train.revision }, ada);
    await Promise.all([send(), send(), send()]);
    await send();
    expect(sent).toEqual([`${train.reference} leaves: ${service} 2.0.0`]);
    const seen = await read(train.id);
    expect(seen.announcements.map(({ channel, state }) => `${channel} ${state}`)).toEqual([
      "Crew sent",
      "Status page sent",
    ]);
  });
});

describe("the cadence", () => {
  it("is judged against the first promise, with why it slipped", async () => {
    const service = await freshGated(3);
    const train = await plan([service], { plannedAt: at(1) });
    expect(await gateOnCalendar(train.id)).toBe("production");
    const later = { id: train.id, revision: train.revision, plannedAt: at(5), reason: "The board was not there" };
    const moved = await rescheduleTrain.run(later, ada);
    harness().runtime.advance(2 * 3_600_000);
    await departTrain.run({ id: train.id, revision: moved.revision }, ada);
    const cadence = await getCadence.run({ days: 30 }, callAs("executive"));
    const row = cadence.trains.find(({ id }) => id === train.id);
    expect(row).toMatchObject({ punctuality: "late", slips: [expect.stringContaining("The board was not there")] });
    expect(cadence.punctuality.due).toBe(1);
    expect(cadence.punctuality.percent).toBe(0);
  });
});
