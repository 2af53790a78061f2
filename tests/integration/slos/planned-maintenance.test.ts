import { beforeAll, expect, it } from "vitest";
import { createWindow } from "@/lib/calendar/use-cases/create-window";
import { deleteWindow } from "@/lib/calendar/use-cases/delete-window";
import { editWindow } from "@/lib/calendar/use-cases/edit-window";
import { instant } from "@/lib/kernel/instant";
import { prismaExecutor, sql } from "@/lib/platform/db/executor";
import { sealHours } from "@/lib/slos/loop/seal-hours";
import { getObjective, listObjectives } from "@/lib/slos/use-cases/read-objectives";
import { getTimeAccount } from "@/lib/slos/use-cases/read-time-account";
import { callAs, setUpHarness, T0 } from "@/tests/support/harness";
import { createMeasured, createProduction, createThreeNines } from "@/tests/support/measured-services";
import { storeEvenTraffic } from "@/tests/support/scripted-counters";

/** Goal: maintenance that was announced before it began is left out of the adjusted level and never of the raw one. */

const harness = setUpHarness();
const hourMs = 3_600_000;
const admin = callAs("admin");
const iso = (hours: number) => new Date(T0 + hours * hourMs).toISOString();
const ids = new Map<string, string>();

const plan = (service: string, from: number, to: number, name = "Upgrade of the database") =>
  createWindow.run(
    { kind: "maintenance", name, service, environment: "production", startsAt: iso(from), endsAt: iso(to) },
    admin,
  );
const look = async (slug: string) => ({
  ...(await getObjective.run({ slug }, callAs("viewer"))),
  ...(await getTimeAccount.run({ slug }, callAs("viewer"))),
});
const toHour = (hours: number) => harness().runtime.setNow(T0 + hours * hourMs);

/** Twenty hours from T0 on; all requests fail in the third and in the seventh. */
beforeAll(async () => {
  await createProduction();
  for (const slug of ["planned", "late", "shortened", "deleted", "elsewhere"]) {
    const targetId = await createMeasured(slug);
    ids.set(slug, targetId);
    await createThreeNines(slug);
    const store = (from: number, to: number, errors: number) =>
      storeEvenTraffic(prismaExecutor(harness().db), {
        targetIds: [targetId],
        fromMs: T0 + from * hourMs,
        toMs: T0 + to * hourMs,
        requests: 100,
        errors,
      });
    await store(0, 2, 0);
    await store(2, 3, 100);
    await store(3, 6, 0);
    await store(6, 7, 100);
    await store(7, 20, 0);
  }
  await plan("planned", 1.5, 4);
  const shortened = await plan("shortened", 2, 8);
  const deleted = await plan("deleted", 2, 3);
  await plan("elsewhere", 18, 19, "Not in an outage");
  toHour(2.5);
  await plan("late", 2, 3, "Announced when it had begun");
  await editWindow.run({ id: shortened.id, revision: 1, endsAt: iso(2.5) }, admin);
  toHour(20);
  await deleteWindow.run({ id: deleted.id, revision: 1 }, admin);
  await plan("late", 6, 7, "Announced when it was over");
});

it("leaves planned maintenance out of the adjusted level, and shows the raw one beside it", async () => {
  const { level, adjusted, account, maintenance } = await look("planned");
  expect([level.worstPercent, level.verdict]).toEqual(["90.0000", "missed"]);
  // 17.5 of 20 hours stay, one of them bad.
  expect(adjusted?.level).toMatchObject({ worstPercent: "94.2857", good: "99000", total: "105000", unknownMinutes: 0 });
  expect(adjusted?.windows).toEqual(["Upgrade of the database"]);
  expect(account).toMatchObject({
    goodMs: 16.5 * hourMs,
    unplannedBadMs: hourMs,
    plannedBadMs: hourMs,
    waivedBadMs: 0,
    excludedGoodMs: 1.5 * hourMs,
  });
  expect(maintenance).toEqual([
    expect.objectContaining({ from: iso(1.5), to: iso(4), announcedAt: iso(0), plannedMs: 2.5 * hourMs }),
  ]);
});

it("takes nothing out for what was announced when it had begun or was over, and says so", async () => {
  const { adjusted, account, maintenance } = await look("late");
  expect(adjusted).toBeNull();
  expect(account).toMatchObject({ unplannedBadMs: 2 * hourMs, plannedBadMs: 0, excludedGoodMs: 0 });
  expect(maintenance.map(({ name, plannedMs }) => [name, plannedMs])).toEqual([
    ["Announced when it had begun", 0],
    ["Announced when it was over", 0],
  ]);
});

it("is shortened by an edit while it goes on, and not changed by a deletion afterwards", async () => {
  expect((await look("shortened")).account).toMatchObject({ plannedBadMs: hourMs / 2, unplannedBadMs: 1.5 * hourMs });
  const { account, adjusted } = await look("deleted");
  expect(account).toMatchObject({ plannedBadMs: hourMs, unplannedBadMs: hourMs });
  expect(adjusted?.level.total).toBe("114000");
});

it("keeps what is unknown in it unknown", async () => {
  const { db } = harness();
  const before = await look("elsewhere");
  expect(before.account.excludedGoodMs).toBe(hourMs);
  await prismaExecutor(db).query(sql`
    update service_hour set requests = array_fill(null::bigint, array[60]), errors = array_fill(null::bigint, array[60])
    where target_id = ${ids.get("elsewhere") ?? ""} and hour = ${iso(18)}::timestamptz`);
  const { level, adjusted, account } = await look("elsewhere");
  // The month before the first minute is unknown as well.
  expect(account).toMatchObject({ unknownMs: before.account.unknownMs + hourMs, excludedGoodMs: 0 });
  expect(adjusted?.level).toMatchObject({ unknownMinutes: 60, worstPercent: level.worstPercent });
});

it("says the same in the list, from stored sums, as on the page", async () => {
  const { db } = harness();
  const fromPages = new Map<string, unknown>();
  for (const slug of ids.keys()) fromPages.set(slug, (await look(slug)).adjusted);
  const stored = await db.$transaction((tx) => sealHours(prismaExecutor(tx), instant(T0 + 20 * hourMs)));
  expect(stored).toBeGreaterThan(0);
  const { items } = await listObjectives.run({}, callAs("viewer"));
  expect(items).toHaveLength(ids.size);
  for (const item of items) expect(item.adjusted, item.slug).toEqual(fromPages.get(item.slug));
});

it("keeps announcements as they were said: not even the database's owner edits them by mistake", async () => {
  await expect(harness().db.windowAnnouncement.deleteMany({})).rejects.toThrow();
  const said = await harness().db.windowAnnouncement.count({ where: { isWithdrawn: true } });
  expect(said).toBe(1);
});
