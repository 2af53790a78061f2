import { beforeAll, describe, expect, it } from "vitest";
import { setCalendarRelations } from "@/lib/calendar/calendar-sources-read-model";
import { checkTime } from "@/lib/calendar/use-cases/check-time";
import { createWindow } from "@/lib/calendar/use-cases/create-window";
import { listCalendar } from "@/lib/calendar/use-cases/list-calendar";
import { getWindow } from "@/lib/calendar/use-cases/read-windows";
import { createEnvironment } from "@/lib/catalog/use-cases/create-environment";
import { createService } from "@/lib/catalog/use-cases/create-service";
import { setDrillSchedule } from "@/lib/drills/use-cases/set-drill-schedule";
import { callAs, refusalOf, setUpHarness, T0 } from "@/tests/support/harness";

/** Goal: one list of everything that stands in the calendar, and what speaks against a time, with the next free ones. */

const harness = setUpHarness();
const manager = callAs("release_manager");
const viewer = callAs("viewer");
const hour = 3_600_000;
const at = (hours: number): string => new Date(T0 + hours * hour).toISOString();
let cartId = "";
let shopId = "";

beforeAll(async () => {
  await createEnvironment.run({ slug: "staging", name: "Staging", kind: "staging", rank: 30 }, manager);
  cartId = (await createService.run({ slug: "cart", name: "Cart", tier: 0 }, manager)).id;
  shopId = (await createService.run({ slug: "shop", name: "Shop", tier: 1 }, manager)).id;
  const daily = { rule: "FREQ=DAILY;COUNT=3", timeZone: "UTC" };
  const first = { startsAt: at(2), endsAt: at(4), recurrence: daily };
  await createWindow.run(
    { kind: "blackout", name: "Peak", service: "cart", environment: "staging", ...first },
    manager,
  );
  await setDrillSchedule.run({ slug: "cart", environment: "staging", everyDays: 2 }, manager);
  await harness().db.changeTicket.create({
    data: {
      ...{ subjectKey: "t", sourceId: "s", key: "CHG-1", system: "jira", title: "New disks", state: "approved" },
      ...{ serviceId: shopId, plannedStartAt: new Date(T0 + 10 * hour), plannedEndAt: new Date(T0 + 12 * hour) },
    },
  });
});

describe("the calendar", () => {
  it("has windows with each of their times, planned changes and drills, in order", async () => {
    const { items, isCut } = await listCalendar.run({ from: at(0), to: at(72) }, viewer);
    expect(isCut).toBe(false);
    expect(items.map(({ kind, startsAt }) => [kind, startsAt])).toEqual([
      ["blackout", at(2)],
      ["change", at(10)],
      ["blackout", at(26)],
      ["drill", at(48)],
      ["blackout", at(50)],
    ]);
    const [peak] = items;
    expect(peak).toMatchObject({ title: "Peak", endsAt: at(4), recurs: true, service: { slug: "cart" } });
    expect(await getWindow.run({ id: peak?.windowId ?? "" }, viewer)).toMatchObject({ name: "Peak" });
    const some = await listCalendar.run({ from: at(3), to: at(30), service: "cart", kinds: "blackout,drill" }, viewer);
    expect(some.items.map(({ startsAt }) => startsAt)).toEqual([at(2), at(26)]);
  });

  it("refuses what it cannot show", async () => {
    expect(await refusalOf(listCalendar.run({ from: at(2), to: at(2) }, viewer))).toMatchObject({ fields: ["to"] });
    expect(await refusalOf(listCalendar.run({ from: at(0), to: at(1), service: "no" }, viewer))).toMatchObject({
      code: "not_found",
    });
  });

  it("tells what speaks against a time, through services that are bound, and the next free ones", async () => {
    const place = { service: "cart", environment: "staging" };
    const alone = await checkTime.run({ ...place, startsAt: at(3), endsAt: at(5) }, viewer);
    expect(alone.conflicts).toEqual([{ code: "service_in_blackout", sentence: "Cart is in a blackout: Peak." }]);
    expect(alone.slots.slice(0, 2)).toEqual([
      { startsAt: at(4), endsAt: at(6) },
      { startsAt: at(28), endsAt: at(30) },
    ]);
    setCalendarRelations({ listRelations: async () => [{ parentId: shopId, childId: cartId }] });
    const bound = await checkTime.run({ ...place, startsAt: at(9), endsAt: at(11) }, viewer);
    expect(bound.conflicts).toEqual([
      { code: "parent_busy", sentence: "Shop, which needs it, has other work: CHG-1: New disks." },
    ]);
    expect(bound.slots[0]).toEqual({ startsAt: at(12), endsAt: at(14) });
    setCalendarRelations({ listRelations: async () => [] });
    const night = { kind: "maintenance", name: "Night", startsAt: at(100), endsAt: at(101) } as const;
    await createWindow.run({ ...night, service: "cart" }, manager);
    const none = await checkTime.run({ ...place, startsAt: at(5), endsAt: at(7) }, viewer);
    expect(none).toMatchObject({ slots: [], conflicts: [{ code: "service_outside_maintenance" }] });
    expect(none.none).toContain("The longest free time is 1 h 0 min");
  });
});
