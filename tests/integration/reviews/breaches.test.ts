import { beforeAll, describe, expect, it } from "vitest";
import { createClockDefinition } from "@/lib/clocks/use-cases/create-clock-definition";
import { pushClockEvent } from "@/lib/clocks/use-cases/push-clock-event";
import { instant } from "@/lib/kernel/instant";
import type { Mail } from "@/lib/notifications/port";
import { setOwnership } from "@/lib/ownership/use-cases/set-ownership";
import { prismaExecutor, sql } from "@/lib/platform/db/executor";
import { breachedClocks } from "@/lib/reviews/breached-clock-read-model";
import type { BreachView } from "@/lib/reviews/contract";
import { closeBreach } from "@/lib/reviews/use-cases/close-breach";
import { getBreach, listBreaches } from "@/lib/reviews/use-cases/read-breaches";
import { getRootCause } from "@/lib/reviews/use-cases/read-root-causes";
import { signRootCause } from "@/lib/reviews/use-cases/sign-root-cause";
import { tellBreach } from "@/lib/reviews/use-cases/tell-breach";
import { writeRootCause } from "@/lib/reviews/use-cases/write-root-cause";
import { editObjective } from "@/lib/slos/use-cases/edit-objective";
import { refusalOf, setUpHarness } from "@/tests/support/harness";
import { createProduction } from "@/tests/support/measured-services";
import {
  dev,
  lead,
  lookAt,
  makeObjective,
  makePeople,
  signer,
  sre,
  storeHours,
} from "@/tests/support/reviewed-objectives";

/** Goal: a broken promise is on record once, as it was, and does not go away before somebody understood it. */
const harness = setUpHarness();

beforeAll(async () => {
  await createProduction();
  await makePeople(harness());
});

const of = async (objective: string): Promise<readonly BreachView[]> =>
  (await listBreaches.run({ objective }, dev)).items;
const only = async (objective: string): Promise<BreachView> => {
  const [one, ...more] = await of(objective);
  if (!one || more.length > 0) throw new Error(`expected one breach of ${objective}`);
  return one;
};

const words = { summary: "A pool was too small", causeClass: "capacity", factors: ["No limit"] } as const;

async function write(breachId: string, version = 0) {
  return writeRootCause.run({ subjectKind: "breach", subjectId: breachId, version, ...words }, dev);
}

async function signed(breachId: string) {
  const { id, contentHash } = await write(breachId);
  return signRootCause.run({ id: id ?? "", contentHash: contentHash ?? "", comment: "Read" }, signer);
}

describe("a breach", () => {
  it("is opened by the loop once, with two workers and at every later look, with what was so then", async () => {
    const { objectiveId, targetId } = await makeObjective(harness(), "spent", "2026-01-01T00:00:00Z");
    const service = await harness().db.objective.findUniqueOrThrow({ where: { id: objectiveId } });
    await storeHours(harness(), targetId, {
      from: "2026-03-01T00:00:00Z",
      to: "2026-04-01T00:00:00Z",
      requests: 100,
      errors: 2,
    });
    const { serviceId, environmentId } = service;
    const version = await harness().db.version.create({ data: { id: "ver_spent", serviceId, name: "7.0.0" } });
    const deployed = {
      versionId: version.id,
      attempt: 1,
      origin: "pipeline",
      state: "succeeded",
      startedBy: "CI",
    } as const;
    const at = { startedAt: new Date("2026-03-05T00:00:00Z") };
    await harness().db.deployment.create({ data: { id: "dep_spent", serviceId, environmentId, ...deployed, ...at } });
    const looks = await Promise.all([
      lookAt(harness(), "2026-03-10T00:00:00Z"),
      lookAt(harness(), "2026-03-10T00:00:00Z"),
    ]);
    expect(looks.reduce((sum, look) => sum + (look?.opened ?? 0), 0)).toBe(1);
    expect(await lookAt(harness(), "2026-03-10T00:01:00Z")).toMatchObject({ opened: 0, causes: 0 });
    const breach = await only("spent");
    expect(breach).toMatchObject({ state: "open", periodFrom: "2026-03-01T00:00:00.000Z", duty: { state: "missing" } });
    const { facts, may } = await getBreach.run({ id: breach.id }, dev);
    expect(facts).toMatchObject([
      {
        kind: "budget_spent",
        worstPercent: "98.0000",
        bestPercent: "98.0000",
        targetPercent: "99",
        deployments: [{ id: "dep_spent", name: "7.0.0" }],
        incidents: [],
        waivers: [],
      },
    ]);
    expect(may.close).toContain("Needs SRE");
    // March ends missed: another cause of the same breach.
    expect(await lookAt(harness(), "2026-04-01T00:10:00Z")).toMatchObject({ opened: 0, causes: 1 });
    expect((await only("spent")).causes.map(({ kind }) => kind)).toEqual(["budget_spent", "period_missed"]);
    const opened = await harness().db.auditEvent.findMany({ where: { subjectId: breach.id } });
    expect(opened.map(({ action }) => action).sort()).toEqual(["breach.cause_added", "breach.opened"]);
  });

  it("is not opened by what is not certain", async () => {
    const { targetId } = await makeObjective(harness(), "unsure", "2026-01-01T00:00:00Z");
    // 2 % bad in the known half; the other half could have been all good: at best 1 % bad is just met.
    await storeHours(harness(), targetId, {
      from: "2026-03-01T00:00:00Z",
      to: "2026-03-02T00:00:00Z",
      requests: 100,
      errors: 1,
    });
    await lookAt(harness(), "2026-03-04T00:00:00Z");
    await lookAt(harness(), "2026-04-02T00:00:00Z");
    expect(await of("unsure")).toEqual([]);
    const [march] = await harness().db.objectivePeriod.findMany({
      where: { objective: { slug: "unsure" }, periodFrom: new Date("2026-03-01T00:00:00Z") },
    });
    expect(march?.verdict).toBe("undetermined");
    await makeObjective(harness(), "dark", "2026-01-01T00:00:00Z");
    await lookAt(harness(), "2026-05-02T00:00:00Z");
    expect(await of("dark")).toEqual([]);
  });

  it("of a rolling window is not opened anew by the end of a stretch while the budget stays spent", async () => {
    const definition = { sli: { kind: "availability" }, targetPercent: "99", period: { kind: "rolling", days: 10 } };
    const { targetId } = await makeObjective(harness(), "rolling", "2026-05-30T00:00:00Z", definition);
    // Stretches of ten days since the epoch: one ends on 2026-06-06.
    await storeHours(harness(), targetId, {
      from: "2026-06-02T00:00:00Z",
      to: "2026-06-07T12:00:00Z",
      requests: 100,
      errors: 5,
    });
    await lookAt(harness(), "2026-06-04T00:00:00Z");
    expect(await of("rolling")).toHaveLength(1);
    await lookAt(harness(), "2026-06-07T00:00:00Z");
    expect(await of("rolling")).toHaveLength(1);
  });

  it("of a clock is opened through its port, once", async () => {
    const [service] = await harness().db.service.findMany({ where: { slug: "spent" } });
    const clock = {
      id: "clk_1",
      name: "Customer case is settled",
      serviceId: service?.id ?? "",
      environmentId: null,
      startedAt: instant(Date.parse("2026-06-01T00:00:00Z")),
      breachedAt: instant(Date.parse("2026-06-02T00:00:00Z")),
      sentence: "It ran 25 hours of 24.",
    };
    const clocks = { breached: async () => [clock] };
    expect(await lookAt(harness(), "2026-06-06T00:00:00Z", clocks)).toMatchObject({ opened: 1 });
    expect(await lookAt(harness(), "2026-06-06T00:01:00Z", clocks)).toMatchObject({ opened: 0 });
    const { items } = await listBreaches.run({ service: "spent" }, dev);
    expect(items[0]).toMatchObject({ subjectKind: "clock", objective: null, causes: [{ kind: "clock_breached" }] });
  });

  it("of a clock is found among the product's own clocks, once", async () => {
    const terms = { start: "opened", stop: "resolved", targetMinutes: 60 } as const;
    await createClockDefinition.run({ slug: "case", name: "Case is settled", terms, reason: "Agreed" }, lead);
    harness().runtime.setNow("2026-06-20T00:00:00Z");
    const case1 = { definition: "case", service: "spent", key: "CASE-1", title: "Slow", id: "1" };
    await pushClockEvent.run({ ...case1, event: "opened", at: "2026-06-19T20:00:00Z" }, sre);
    const look = () => lookAt(harness(), "2026-06-20T00:00:00Z", breachedClocks);
    expect(await look()).toMatchObject({ opened: 1 });
    expect(await look()).toMatchObject({ opened: 0 });
    const { items } = await listBreaches.run({ service: "spent" }, dev);
    expect(items[0]).toMatchObject({ subjectKind: "clock", subjectName: "Case is settled: Slow" });
  });

  it("is told to those who answer for it, as it was when it was opened", async () => {
    const { targetId } = await makeObjective(harness(), "told", "2026-01-01T00:00:00Z");
    await setOwnership.run(
      {
        slug: "told",
        revision: 0,
        accountable: { kind: "person", id: "usr_lead" },
        responsible: [],
        informed: [{ kind: "person", id: "usr_dev" }],
        rotation: {
          timeZone: "Europe/Berlin",
          startsAt: "2026-01-05T09:00",
          every: { unit: "week", count: 1 },
          order: ["usr_sre", "usr_signer"],
        },
        reason: "Agreed",
      },
      lead,
    );
    await storeHours(harness(), targetId, {
      from: "2026-07-01T00:00:00Z",
      to: "2026-07-08T00:00:00Z",
      requests: 100,
      errors: 9,
    });
    const { enqueued } = harness().runtime;
    const before = enqueued.length;
    await lookAt(harness(), "2026-07-08T00:00:00Z");
    const { id } = await only("told");
    expect(enqueued.slice(before)).toContainEqual({ name: "tell-breach", payload: { breachId: id } });
    const { told } = await getBreach.run({ id }, dev);
    expect(told).toEqual([
      { name: "Person lead", role: "accountable" },
      { name: "Person sre", role: "responsible" },
      { name: "Person dev", role: "informed" },
    ]);
    const mails: Mail[] = [];
    const mailer = {
      async send(mail: Mail) {
        mails.push(mail);
        return { kind: "sent" as const, answer: "ok" };
      },
    };
    expect(await tellBreach(harness().runtime, mailer, id)).toBe(3);
    expect(mails.map(({ to }) => to)).toEqual(["lead@reviews.example", "sre@reviews.example", "dev@reviews.example"]);
    expect(await tellBreach(harness().runtime, mailer, "brc_none")).toBe(0);
  });
});

describe("a root cause", () => {
  it("is not signed by whoever wrote any of it, nor past the product, and not unread", async () => {
    const { id: breachId } = await only("spent");
    const first = await write(breachId);
    expect(first).toMatchObject({ version: 1, duty: { state: "written" }, signOff: null });
    expect(first.content?.timeline.map(({ what }) => what)).toContain("Deployment of 7.0.0 begins");
    const seen = { id: first.id ?? "", contentHash: first.contentHash ?? "", comment: "Mine" };
    expect(await refusalOf(signRootCause.run(seen, dev))).toMatchObject({ code: "forbidden" });
    const devAsApprover = { actor: { ...(signer.actor as NonNullable<typeof signer.actor>), ownerId: "usr_dev" } };
    expect(await refusalOf(signRootCause.run(seen, devAsApprover as typeof signer))).toMatchObject({
      code: "forbidden",
      message: expect.stringContaining("You wrote some of it"),
    });
    await expect(
      prismaExecutor(harness().db).query(sql`
        insert into root_cause_sign_off (root_cause_id, version, content_hash, signed_by, person, comment, at)
        values (${seen.id}, 1, ${seen.contentHash}, 'x', 'usr_dev', 'x', now())`),
    ).rejects.toThrow("wrote none of it");
    await write(breachId, 1);
    expect(await refusalOf(signRootCause.run(seen, signer))).toMatchObject({ code: "stale_state" });
    expect(await refusalOf(write(breachId, 1))).toMatchObject({ code: "stale_state" });
  });

  it("is signed once, and a new version is not signed", async () => {
    const { id: breachId } = await only("spent");
    const current = await getRootCause.run({ subjectKind: "breach", subjectId: breachId }, signer);
    const seen = { id: current.id ?? "", contentHash: current.contentHash ?? "", comment: "Read" };
    const tries = await Promise.allSettled(Array.from({ length: 5 }, () => signRootCause.run(seen, signer)));
    expect(tries.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect((await only("spent")).state).toBe("analysed");
    await write(breachId, 2);
    expect((await only("spent")).state).toBe("open");
    expect((await listBreaches.run({ state: "analysed" }, dev)).items).toEqual([]);
  });
});

describe("closing", () => {
  it("waits for the signature, and of twenty at once one closes", async () => {
    const { id } = await only("told");
    const given = { id, outcome: "remedied", note: "The pool is larger" } as const;
    expect(await refusalOf(closeBreach.run(given, lead))).toMatchObject({ code: "rejected" });
    expect(await refusalOf(closeBreach.run(given, dev))).toMatchObject({ code: "forbidden" });
    await signed(id);
    const tries = await Promise.allSettled(
      Array.from({ length: 20 }, (_, index) => closeBreach.run(given, index % 2 ? lead : sre)),
    );
    expect(tries.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(await only("told")).toMatchObject({ state: "closed" });
    const audit = await harness().db.auditEvent.findMany({ where: { subjectId: id, action: "breach.close" } });
    expect(audit.filter(({ outcome }) => outcome === "accepted")).toHaveLength(1);
    for (const state of ["open", "analysed", "closed"] as const) {
      const all = (await listBreaches.run({ limit: 200 }, dev)).items;
      const found = (await listBreaches.run({ state, limit: 200 }, dev)).items.map((one) => one.id);
      expect(found).toEqual(all.filter((one) => one.state === state).map((one) => one.id));
    }
  });

  it("as a false positive needs another definition", async () => {
    const { id } = await only("rolling");
    await signed(id);
    const given = { id, outcome: "false_positive", note: "It counted the wrong thing" } as const;
    expect(await refusalOf(closeBreach.run(given, lead))).toMatchObject({ code: "rejected", fields: ["outcome"] });
    const definition = {
      sli: { kind: "availability" },
      targetPercent: "95",
      period: { kind: "rolling", days: 10 },
    } as const;
    await editObjective.run({ slug: "rolling", revision: 1, definition, reason: "It asked too much" }, lead);
    expect(await closeBreach.run(given, lead)).toMatchObject({ closing: { outcome: "false_positive" } });
  });
});
