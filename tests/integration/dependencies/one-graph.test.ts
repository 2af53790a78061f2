import { beforeAll, expect, it } from "vitest";
import {
  currentCalendarSources,
  setCalendarRelations,
  setCalendarSources,
} from "@/lib/calendar/calendar-sources-read-model";
import { checkTime } from "@/lib/calendar/use-cases/check-time";
import { createWindow } from "@/lib/calendar/use-cases/create-window";
import { listCalendar } from "@/lib/calendar/use-cases/list-calendar";
import { createEnvironment } from "@/lib/catalog/use-cases/create-environment";
import { createService } from "@/lib/catalog/use-cases/create-service";
import { registerVersion } from "@/lib/catalog/use-cases/register-version";
import { calendarSources, composeRelations } from "@/lib/composition-calendar";
import { composeNeeds } from "@/lib/composition-releases";
import { serviceNeeds } from "@/lib/composition-slos";
import { declareNeeds } from "@/lib/dependencies/use-cases/declare-needs";
import { stateRunning } from "@/lib/dependencies/use-cases/state-running";
import { planTrain } from "@/lib/releases/use-cases/plan-train";
import { callAs, setUpHarness, T0 } from "@/tests/support/harness";

/** Goal: what is declared once speaks in every area: trains, calendar and promises ask one graph. As the composition wires it, on a real database. */

const harness = setUpHarness();
const manager = callAs("release_manager");
const hourMs = 3_600_000;
const clock = { now: () => T0, monotonicMs: () => 0 };
const at = (hours: number) => new Date(T0 + hours * hourMs).toISOString();
const ids = new Map<string, string>();
let environmentId = "";

beforeAll(async () => {
  const admin = callAs("admin");
  environmentId = (
    await createEnvironment.run({ slug: "production", name: "Production", kind: "production", rank: 40 }, admin)
  ).id;
  for (const slug of ["shop", "stock"]) {
    ids.set(slug, (await createService.run({ slug, name: slug, tier: 1 }, admin)).id);
    for (const version of ["1.0.0", "1.1.0"]) await registerVersion.run({ slug, name: version }, admin);
  }
  const items = ["shop", "stock"].map((service) => ({ service, environment: "production", versions: ["1.0.0"] }));
  await stateRunning.run({ items }, admin);
  await declareNeeds.run({ slug: "shop", needs: [{ service: "stock", range: "^1.0.0" }] }, admin);
  setCalendarSources(calendarSources);
  setCalendarRelations(composeRelations(clock));
});

it("orders the cars of a train", async () => {
  const read = composeNeeds(clock);
  expect(await read(harness().db, "production", ["shop", "stock"])).toEqual([{ consumer: "shop", provider: "stock" }]);
  expect(await read(harness().db, "production", ["shop"])).toEqual([]);
  expect(await read(harness().db, "nowhere", ["shop", "stock"])).toEqual([]);
});

it("says what a promise stands on", async () => {
  const place = { environmentId, environment: "production" };
  const now = T0;
  const of = (service: string) =>
    serviceNeeds.needsOf(harness().db, { ...place, service, serviceId: ids.get(service) ?? "" }, now);
  expect(await of("shop")).toEqual(["stock"]);
  expect(await of("stock")).toEqual([]);
});

it("speaks against times at which a needed service has other work", async () => {
  const window = { kind: "blackout", name: "Inventory", service: "stock", environment: "production" } as const;
  await createWindow.run({ ...window, startsAt: at(10), endsAt: at(12) }, manager);
  const asked = { service: "shop", environment: "production", startsAt: at(11), endsAt: at(13) };
  const { conflicts } = await checkTime.run(asked, manager);
  expect(conflicts.map(({ code }) => code)).toEqual(["child_in_blackout"]);
});

it("shows releases in the calendar where they depart", async () => {
  const cars = ["stock", "shop"].map((service) => ({ service, version: "1.1.0" }));
  const stops = [{ environment: "production" }];
  const planned = { name: "Spring sale", note: "Prices and stock together", cars, stops, plannedAt: at(20) };
  const { id } = await planTrain.run(planned, manager);
  expect(currentCalendarSources()).toBe(calendarSources);
  const { items } = await listCalendar.run({ from: at(19), to: at(21), kinds: "release" }, callAs("viewer"));
  expect(items).toEqual([
    expect.objectContaining({
      kind: "release",
      title: "Spring sale",
      startsAt: at(20),
      endsAt: at(20),
      environment: expect.objectContaining({ slug: "production" }),
      href: `/releases/${id}`,
    }),
  ]);
  const outside = await listCalendar.run({ from: at(21), to: at(22), kinds: "release" }, callAs("viewer"));
  expect(outside.items).toEqual([]);
});
