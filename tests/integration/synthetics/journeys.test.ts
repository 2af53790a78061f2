import { Registry } from "prom-client";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createService } from "@/lib/catalog/use-cases/create-service";
import { startJourneys } from "@/lib/composition-synthetics";
import { prismaExecutor, sql } from "@/lib/platform/db/executor";
import { runMinute } from "@/lib/slos/loop/minute-loop";
import { createMinuteMemory } from "@/lib/slos/loop/minute-memory";
import type { MeasurementPort } from "@/lib/slos/port";
import { createObjective } from "@/lib/slos/use-cases/create-objective";
import { getObjective } from "@/lib/slos/use-cases/read-objectives";
import type { CheckDetail, RunView } from "@/lib/synthetics/contract";
import { takeRunMinutes } from "@/lib/synthetics/loop/take-minutes";
import { createCheck } from "@/lib/synthetics/use-cases/create-check";
import { editCheck } from "@/lib/synthetics/use-cases/edit-check";
import { getCheck } from "@/lib/synthetics/use-cases/read-checks";
import { runCheckNow } from "@/lib/synthetics/use-cases/run-check-now";
import { callAs, refusalOf, setUpHarness, T0 } from "@/tests/support/harness";
import { createProduction } from "@/tests/support/measured-services";
import { type StubServer, startStub } from "@/tests/support/stub-server";
import { until } from "@/tests/support/until";

/** Goal: real journeys over real sockets, made by the worker's loop, counted in minutes; what was not made is unknown. */

const harness = setUpHarness({ SIGNALBOX_OUTBOUND_ALLOW_CIDRS: "127.0.0.0/8" });
const minuteMs = 60_000;
let shop: StubServer;
let isBroken = false;
let loop: { stop(): Promise<void> };

beforeAll(async () => {
  await createProduction();
  await createService.run({ slug: "shop", name: "Shop", tier: 1 }, callAs());
  shop = await startStub(({ method, path, headers, body }) => {
    if (path === "/carts" && method === "POST")
      return { status: 201, body: { id: "c/1", echo: headers.authorization } };
    if (path === "/carts/c%2F1/items" && method === "POST") return { body: { state: "ready", got: JSON.parse(body) } };
    if (path === "/checkout")
      return isBroken ? { status: 503, body: `<b>no</b> ${headers.authorization}` } : { body: { ok: true } };
    return { status: 404, body: {} };
  });
  loop = startJourneys(harness().runtime, new Registry());
});
afterAll(async () => {
  await loop?.stop();
  await shop?.close();
});
beforeEach(() => {
  isBroken = false;
});

const place = { service: "shop", environment: "production" };
const bearer = [{ name: "Authorization", value: "Bearer {{secret.key}}" }];
const buying = () => ({
  steps: [
    {
      name: "Open a cart",
      method: "POST",
      url: `${shop.url}/carts`,
      headers: bearer,
      body: { as: "json", text: "{}" },
      take: [{ from: "json", variable: "cart", path: "$.id" }],
      assertions: [{ of: "status", isOneOf: [201] }],
    },
    {
      name: "Put something in",
      method: "POST",
      url: `${shop.url}/carts/{{cart}}/items`,
      body: { as: "json", text: '{"item":"book"}' },
      assertions: [{ of: "json", path: "$.state", is: "equals", value: "ready" }],
    },
    { name: "Pay", url: `${shop.url}/checkout`, headers: bearer },
  ],
});

async function create(slug: string, given: object = {}): Promise<void> {
  const secrets = [{ name: "key", value: "s3cret-key" }];
  await createCheck.run({ slug, name: slug, ...place, journey: buying(), secrets, ...given }, callAs());
}

const detail = (slug: string): Promise<CheckDetail> => getCheck.run({ slug }, callAs("viewer"));

async function ended(slug: string, count: number): Promise<RunView[]> {
  return until(`${count} runs of ${slug}`, async () => {
    const { runs } = await detail(slug);
    const done = runs.filter(({ outcome }) => outcome !== null);
    return done.length >= count ? done : null;
  });
}

/** What a run that a person asked for came to. */
async function runOnce(slug: string): Promise<RunView> {
  const before = (await detail(slug)).runs.length;
  await runCheckNow.run({ slug }, callAs("developer"));
  return (await ended(slug, before + 1))[0] as RunView;
}

describe("a journey", () => {
  it("takes values from answers into later steps, and keeps how long each took", async () => {
    await create("buying", { intervalMs: 86_400_000 });
    expect(await runOnce("buying")).toMatchObject({
      outcome: "passed",
      cause: "person",
      reason: null,
      failedStep: null,
    });
    const { stepTimes, runs } = await detail("buying");
    expect(stepTimes.map(({ name, n }) => [name, n])).toEqual([
      ["Open a cart", 1],
      ["Put something in", 1],
      ["Pay", 1],
    ]);
    expect(runs[0]?.stepMs).toHaveLength(3);
    const items = shop.seen.find(({ path }) => path.endsWith("/items"));
    expect(items).toMatchObject({ path: "/carts/c%2F1/items", body: '{"item":"book"}' });
  });

  it("says which step failed and why, with the answer's beginning and without the secret in it", async () => {
    isBroken = true;
    const run = await runOnce("buying");
    expect(run).toMatchObject({
      outcome: "failed",
      failedStep: 2,
      status: 503,
      reason: "The status is 503, which is no success.",
    });
    expect(run.excerpt).toContain("<b>no</b> Bearer •••");
    expect(JSON.stringify(await detail("buying"))).not.toContain("s3cret-key");
  });

  it("that our own rules prevent is not run: it says nothing of the service", async () => {
    await create("moved", { intervalMs: 86_400_000 });
    await prismaExecutor(harness().db).query(sql`
      update synthetic_check set journey = jsonb_set(journey, '{steps,0,url}', '"http://10.1.2.3/"') where slug = 'moved'`);
    expect(await runOnce("moved")).toMatchObject({ outcome: "not_run", reason: expect.stringContaining("10.1.2.3") });
    expect((await detail("moved")).band).toBe("unknown");
  });

  it("of a slow host keeps no other waiting", async () => {
    const hold = Promise.withResolvers<void>();
    const { createServer } = await import("node:http");
    const slow = createServer((_request, response) => void hold.promise.then(() => response.end("{}")));
    await new Promise<void>((resolve) => slow.listen(0, "127.0.0.1", resolve));
    const { port } = slow.address() as { port: number };
    const steps = [{ name: "Wait", url: `http://127.0.0.1:${port}/`, deadlineMs: 30_000 }];
    const slugs = Array.from({ length: 12 }, (_, index) => `slow-${index}`);
    for (const slug of slugs) {
      await create(slug, { journey: { steps }, secrets: [], intervalMs: 86_400_000 });
      await runCheckNow.run({ slug }, callAs());
    }
    try {
      await until("some of the slow ones are under way", async () => {
        const views = await Promise.all(slugs.map(detail));
        return views.filter(({ runs }) => runs[0]?.startedAt).length === 4;
      });
      expect((await runOnce("buying")).outcome).toBe("passed");
    } finally {
      hold.resolve();
      await Promise.all(
        slugs.map((slug) =>
          until(`the end of ${slug}`, async () => (await detail(slug)).runs[0]?.outcome, { deadlineMs: 15_000 }),
        ),
      );
      await new Promise((resolve) => slow.close(resolve));
    }
  });
});

describe("a check", () => {
  it("is refused with every reason, and where it may not go", async () => {
    const steps = [
      { name: "A", url: "http://10.0.0.1/{{x}}" },
      { name: "B", url: `${shop.url}/?k={{secret.key}}` },
    ];
    const refused = await refusalOf(create("bad", { journey: { steps } }));
    expect(refused.code).toBe("invalid_input");
    expect(refused.fields).toEqual(["journey.steps.0.url", "journey.steps.0.url", "journey.steps.1.url"]);
  });

  it("wants its secrets again before it takes them to another host", async () => {
    const { revision } = await detail("buying");
    const steps = buying().steps.map((step) => ({ ...step, url: step.url.replace("127.0.0.1", "127.0.0.2") }));
    const refused = await refusalOf(editCheck.run({ slug: "buying", revision, journey: { steps } }, callAs()));
    expect(refused.fields).toEqual(["secrets"]);
  });

  it("is configured by those who configure objectives, and read by all", async () => {
    expect((await refusalOf(editCheck.run({ slug: "buying", revision: 1, name: "x" }, callAs("developer")))).code).toBe(
      "forbidden",
    );
    expect((await detail("buying")).secretNames).toEqual(["key"]);
  });
});

describe("scheduled runs", () => {
  const nothing: MeasurementPort = {
    targets: async () => [],
    read: async () => new Map(),
    readEvents: async () => new Map(),
    close: async () => undefined,
  };

  async function minuteAt(atMs: number): Promise<void> {
    const { runtime } = harness();
    runtime.setNow(atMs);
    await runMinute(
      { runtime, port: nothing, memory: createMinuteMemory(), takeMinutes: takeRunMinutes },
      runtime.clock.now(),
    );
  }

  it("are the good and bad of objectives, minute by minute; without runs nothing is known, and nothing is good", async () => {
    const { runtime } = harness();
    runtime.setNow(T0 + 3_600_000);
    await create("counted", { intervalMs: minuteMs });
    const sli = { kind: "availability", check: "counted" };
    const definition = { sli, targetPercent: "99", period: { kind: "rolling", days: 1 } };
    await createObjective.run({ slug: "journeys", name: "Journeys", ...place, definition }, callAs());
    // Within the first minute it is due once; the first run passes, the second fails.
    runtime.setNow(T0 + 3_600_000 + minuteMs - 1);
    expect((await ended("counted", 1))[0]).toMatchObject({ cause: "schedule", outcome: "passed" });
    isBroken = true;
    runtime.setNow(T0 + 3_600_000 + 3 * minuteMs - 1);
    expect((await ended("counted", 2))[0]).toMatchObject({ cause: "schedule", outcome: "failed" });
    await editCheck.run({ slug: "counted", revision: (await detail("counted")).revision, isEnabled: false }, callAs());
    await minuteAt(T0 + 3_600_000 + 3 * minuteMs + 5_000);
    const known = (await getObjective.run({ slug: "journeys" }, callAs())).level;
    expect(known).toMatchObject({
      good: "1",
      total: "2",
      watermark: new Date(T0 + 3_600_000 + 3 * minuteMs).toISOString(),
    });
    // Nobody runs it any more. The last run speaks for one minute more; an hour later all others are unknown, and nothing is better.
    await minuteAt(T0 + 7_200_000 + 3 * minuteMs + 5_000);
    const later = (await getObjective.run({ slug: "journeys" }, callAs())).level;
    const lastTold = new Date(T0 + 3_600_000 + 4 * minuteMs).toISOString();
    expect(later).toMatchObject({ good: "1", total: "2", isDark: true, watermark: lastTold });
    expect(later.unknownMinutes).toBeGreaterThanOrEqual(57);
  });

  it("of a check of another place, or with a threshold that is not kept, make no objective", async () => {
    await createService.run({ slug: "other", name: "Other", tier: 1 }, callAs());
    const make = (service: string, sli: object) =>
      createObjective.run(
        {
          slug: "no",
          name: "No",
          service,
          environment: "production",
          definition: { sli, targetPercent: "99", period: { kind: "rolling", days: 1 } },
        },
        callAs(),
      );
    const there = await refusalOf(make("other", { kind: "availability", check: "counted" }));
    expect(there.fields).toEqual(["definition.sli.check"]);
    const bound = await refusalOf(make("shop", { kind: "latency", thresholdMs: 123, check: "counted" }));
    expect(bound.fields).toEqual(["definition.sli.thresholdMs"]);
  });
});
