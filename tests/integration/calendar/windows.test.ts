import { beforeAll, describe, expect, it } from "vitest";
import { createWindow } from "@/lib/calendar/use-cases/create-window";
import { deleteWindow } from "@/lib/calendar/use-cases/delete-window";
import { editWindow } from "@/lib/calendar/use-cases/edit-window";
import { previewWindow } from "@/lib/calendar/use-cases/preview-window";
import { getHold, listWindows } from "@/lib/calendar/use-cases/read-windows";
import { createEnvironment } from "@/lib/catalog/use-cases/create-environment";
import { createService } from "@/lib/catalog/use-cases/create-service";
import { instant, plusMs } from "@/lib/kernel/instant";
import { callAs, refusalOf, setUpHarness, T0 } from "@/tests/support/harness";

const harness = setUpHarness();
const manager = callAs("release_manager");
const hour = 3_600_000;

function at(hours: number): string {
  return new Date(T0 + hours * hour).toISOString();
}

function holdOf(service: string, environment = "production") {
  return getHold.run({ service, environment }, callAs("viewer"));
}

beforeAll(async () => {
  await createEnvironment.run({ slug: "production", name: "Production", kind: "production", rank: 40 }, manager);
  await createEnvironment.run({ slug: "staging", name: "Staging", kind: "staging", rank: 30 }, manager);
  await createService.run({ slug: "checkout", name: "Checkout", tier: 0 }, manager);
  await createService.run({ slug: "search", name: "Search", tier: 1 }, manager);
});

describe("change windows", () => {
  it("holds every service in an environment while its blackout is in force, and says until when", async () => {
    const window = await createWindow.run(
      { kind: "blackout", name: "Black Friday", environment: "production", startsAt: at(1), endsAt: at(3) },
      manager,
    );
    expect(await holdOf("checkout")).toEqual({ held: false, until: null, reasons: [], waived: [] });
    harness().runtime.setNow(plusMs(T0, hour));
    const hold = await holdOf("checkout");
    expect(hold).toMatchObject({ held: true, until: at(3), reasons: [{ code: "blackout", windowId: window.id }] });
    expect(hold.reasons[0]?.message).toBe("The blackout “Black Friday” is in force until 2026-11-20 15:00 UTC.");
    expect((await holdOf("checkout", "staging")).held).toBe(false);
    harness().runtime.setNow(plusMs(T0, 3 * hour));
    expect((await holdOf("checkout")).held).toBe(false);
  });

  it("holds one service outside of its maintenance window, before and after, and only that service", async () => {
    harness().runtime.setNow(T0);
    const input = { kind: "maintenance", name: "Night", service: "search", startsAt: at(10), endsAt: at(12) } as const;
    const window = await createWindow.run({ ...input, environment: "staging" }, manager);
    expect(await holdOf("search", "staging")).toMatchObject({
      held: true,
      until: at(10),
      reasons: [{ code: "outside_maintenance", windowId: window.id }],
    });
    expect((await holdOf("checkout", "staging")).held).toBe(false);
    harness().runtime.setNow(plusMs(T0, 11 * hour));
    expect((await holdOf("search", "staging")).held).toBe(false);
    harness().runtime.setNow(plusMs(T0, 20 * hour));
    expect(await holdOf("search", "staging")).toMatchObject({ held: true, until: null, reasons: [{ windowId: null }] });
  });

  it("edits by revision and deletes; each is on record with what it was", async () => {
    harness().runtime.setNow(T0);
    const { items } = await listWindows.run({ service: "search" }, manager);
    expect(items.map((one) => one.name)).toEqual(["Black Friday", "Night"]);
    const night = items[1];
    const edited = await editWindow.run({ id: night?.id ?? "", revision: 1, service: null, endsAt: at(13) }, manager);
    expect(edited).toMatchObject({ service: null, endsAt: at(13), revision: 2 });
    expect(await refusalOf(editWindow.run({ id: edited.id, revision: 1, name: "Mine" }, manager))).toMatchObject({
      code: "stale_state",
    });
    expect(await refusalOf(deleteWindow.run({ id: edited.id, revision: 1 }, manager))).toMatchObject({
      code: "stale_state",
    });
    await deleteWindow.run({ id: edited.id, revision: 2 }, manager);
    expect(await refusalOf(deleteWindow.run({ id: edited.id, revision: 2 }, manager))).toMatchObject({
      code: "not_found",
    });
    const record = await harness().db.auditEvent.findFirst({ where: { action: "window.delete", outcome: "accepted" } });
    expect(record?.before).toMatchObject({ name: "Night", revision: 2 });
  });

  it("refuses an end before the start and places that are unknown, all at once; a developer may not set any", async () => {
    const input = { kind: "blackout", name: "Odd", startsAt: at(2), endsAt: at(2), service: "nope", environment: "no" };
    expect(await refusalOf(createWindow.run(input, manager))).toMatchObject({
      code: "invalid_input",
      fields: ["environment", "service", "endsAt"],
    });
    expect(await refusalOf(createWindow.run(input, callAs("developer")))).toMatchObject({ code: "forbidden" });
    expect(await refusalOf(holdOf("nope"))).toMatchObject({ code: "not_found" });
  });

  it("lists by overlap in order of start, in pages", async () => {
    for (const [name, from] of [
      ["c", 300],
      ["a", 100],
      ["b", 200],
    ] as const) {
      await createWindow.run({ kind: "blackout", name, startsAt: at(from), endsAt: at(from + 10) }, manager);
    }
    const page = await listWindows.run({ from: at(50), limit: 2 }, manager);
    expect(page.items.map((one) => one.name)).toEqual(["a", "b"]);
    const next = await listWindows.run({ from: at(50), limit: 2, cursor: page.nextCursor ?? "" }, manager);
    expect(next.items.map((one) => one.name)).toEqual(["c"]);
    const overlapping = await listWindows.run({ from: at(109), to: at(201) }, manager);
    expect(overlapping.items.map((one) => one.name)).toEqual(["a", "b"]);
    expect((await listWindows.run({ from: at(110), to: at(200) }, manager)).items).toEqual([]);
  });

  it("holds again each time a window comes back, as its preview says, and lets go where a day is left out", async () => {
    // T0 is a Friday, 2026-11-20 at 12:00 UTC, 13:00 in Berlin.
    const first = { startsAt: "2026-11-20T16:00:00.000Z", endsAt: "2026-11-23T07:00:00.000Z" };
    const rule = { rule: "rrule:freq=weekly;byday=fr", timeZone: "Europe/Berlin" };
    const window = await createWindow.run(
      { kind: "blackout", name: "Weekend", service: "checkout", environment: "staging", ...first, recurrence: rule },
      manager,
    );
    expect(window).toMatchObject({ ...first, next: first, underWay: "hold" });
    expect(window.recurrence).toMatchObject({ rule: "FREQ=WEEKLY;BYDAY=FR", durationMinutes: 3_780 });
    const preview = await previewWindow.run({ ...first, ...rule, from: "2027-03-20T00:00:00Z" }, callAs("viewer"));
    expect(preview.words).toContain("Every week on Friday at 17:00 for 2 days 15 h");
    // Clocks change in the night of the 28th: an hour less than usual.
    expect(preview.occurrences[1]).toEqual({
      startsAt: "2027-03-26T16:00:00.000Z",
      endsAt: "2027-03-29T06:00:00.000Z",
    });
    for (const { startsAt, endsAt } of preview.occurrences.slice(0, 3)) {
      harness().runtime.setNow(instant(Date.parse(startsAt)));
      expect(await holdOf("checkout", "staging")).toMatchObject({ held: true, until: endsAt });
      harness().runtime.setNow(instant(Date.parse(endsAt)));
      expect((await holdOf("checkout", "staging")).held).toBe(false);
    }
    const change = {
      id: window.id,
      revision: 1,
      recurrence: { ...rule, exdates: ["2027-03-26"] },
      underWay: "let_run",
    } as const;
    await editWindow.run(change, manager);
    harness().runtime.setNow(instant(Date.parse("2027-03-27T12:00:00Z")));
    expect((await holdOf("checkout", "staging")).held).toBe(false);
    harness().runtime.setNow(instant(Date.parse("2027-04-03T12:00:00Z")));
    expect((await holdOf("checkout", "staging")).reasons).toMatchObject([
      { underWay: "let_run", since: "2027-04-02T15:00:00.000Z" },
    ]);
    harness().runtime.setNow(T0);
  });

  it("refuses a rule that is none, with every reason", async () => {
    const input = { kind: "blackout", name: "Odd", startsAt: at(2), endsAt: at(3) };
    const recurrence = { rule: "FREQ=SOMETIMES;BYDAY=XX", timeZone: "Mars/Base", exdates: [] };
    expect(await refusalOf(createWindow.run({ ...input, recurrence }, manager))).toMatchObject({
      code: "invalid_input",
      fields: ["recurrence.rule", "recurrence.rule", "recurrence.timeZone"],
    });
  });
});
