import { beforeAll, describe, expect, it } from "vitest";
import { createWindow } from "@/lib/calendar/use-cases/create-window";
import { prismaExecutor } from "@/lib/platform/db/executor";
import { getTimeAccount } from "@/lib/slos/use-cases/read-time-account";
import { callAs, refusalOf, setUpHarness, T0 } from "@/tests/support/harness";
import { createMeasured, createProduction, createThreeNines } from "@/tests/support/measured-services";
import { storeEvenTraffic } from "@/tests/support/scripted-counters";

/** Goal: where the time of a period went, in parts that add up, with planned maintenance taken out beside the raw share. */

const harness = setUpHarness();
const hourMs = 3_600_000;
const viewer = callAs("viewer");
const iso = (ms: number) => new Date(ms).toISOString();
const slug = async (service: string) =>
  (await harness().db.objective.findFirstOrThrow({ where: { service: { slug: service } } })).slug;

beforeAll(async () => {
  await createProduction();
  const run = prismaExecutor(harness().db);
  const targetId = await createMeasured("cart");
  await createThreeNines("cart");
  await createMeasured("silent");
  await createThreeNines("silent");
  // 10 good hours, 2 bad ones, 8 good ones until now; nothing is known of the time before.
  const good = { targetIds: [targetId], requests: 1_000, errors: 0 };
  await storeEvenTraffic(run, { ...good, fromMs: T0 - 20 * hourMs, toMs: T0 - 10 * hourMs });
  await storeEvenTraffic(run, { ...good, errors: 500, fromMs: T0 - 10 * hourMs, toMs: T0 - 8 * hourMs });
  await storeEvenTraffic(run, { ...good, fromMs: T0 - 8 * hourMs, toMs: T0 });
});

async function maintain(fromMs: number, toMs: number, enteredMs: number): Promise<void> {
  const window = { kind: "maintenance" as const, name: "Upgrade", service: "cart", environment: "production" };
  const { runtime } = harness();
  runtime.setNow(enteredMs);
  await createWindow.run({ ...window, startsAt: iso(fromMs), endsAt: iso(toMs) }, callAs("admin"));
  runtime.setNow(T0);
}

describe("time of a period", () => {
  it("is all unknown, and no share, where nothing was measured", async () => {
    const { account, addsUp, rawPercent, adjustedPercent } = await getTimeAccount.run(
      { slug: await slug("silent") },
      viewer,
    );
    expect(addsUp).toBe(true);
    expect(account).toMatchObject({ unknownMs: account.windowMs, goodMs: 0, unplannedBadMs: 0 });
    expect([rawPercent, adjustedPercent]).toEqual([null, null]);
    expect(await refusalOf(getTimeAccount.run({ slug: "none" }, viewer))).toMatchObject({ code: "not_found" });
  });

  it("without maintenance is raw", async () => {
    const { account, addsUp, rawPercent, adjustedPercent } = await getTimeAccount.run(
      { slug: await slug("cart") },
      viewer,
    );
    expect(addsUp).toBe(true);
    expect(account).toMatchObject({ goodMs: 18 * hourMs, unplannedBadMs: 2 * hourMs, plannedBadMs: 0 });
    expect([rawPercent, adjustedPercent]).toEqual(["90.0000", "90.0000"]);
  });

  it("takes out what was announced before it began, and nothing of what came late", async () => {
    // One hour of the bad time and half an hour of the good time before it.
    await maintain(T0 - 10.5 * hourMs, T0 - 9 * hourMs, T0 - 48 * hourMs);
    // Entered half an hour after it began, in the second bad hour.
    await maintain(T0 - 9 * hourMs, T0 - 8 * hourMs, T0 - 8.5 * hourMs);
    // Entered when it was over: nothing was planned.
    await maintain(T0 - 20 * hourMs, T0 - 19 * hourMs, T0 - hourMs);
    const { account, addsUp, rawPercent, adjustedPercent, maintenance } = await getTimeAccount.run(
      { slug: await slug("cart") },
      viewer,
    );
    expect(addsUp).toBe(true);
    expect(account).toMatchObject({
      ...{ goodMs: 17.5 * hourMs, excludedGoodMs: 0.5 * hourMs },
      ...{ plannedBadMs: hourMs, unplannedBadMs: hourMs, waivedBadMs: 0 },
    });
    expect(maintenance.map(({ plannedMs }) => plannedMs)).toEqual([0, 1.5 * hourMs, 0]);
    expect(rawPercent).toBe("90.0000");
    expect(adjustedPercent).toBe("94.5945");
  });
});
