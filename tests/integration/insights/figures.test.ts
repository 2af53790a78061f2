import { beforeAll, describe, expect, it } from "vitest";
import { editService } from "@/lib/catalog/use-cases/edit-service";
import { getService } from "@/lib/catalog/use-cases/read-services";
import { insightOperations } from "@/lib/insights/api";
import type { FiguresAnswer, FigureView } from "@/lib/insights/contract";
import { type Measure, measures, measureWords } from "@/lib/insights/domain/measures";
import { exportFigures, exportRows } from "@/lib/insights/use-cases/export-csv";
import { getFigures } from "@/lib/insights/use-cases/read-figures";
import { listFigureRows } from "@/lib/insights/use-cases/read-rows";
import { summarise } from "@/lib/kernel/statistics/order-statistics";
import { route } from "@/lib/platform/http/route";
import { textOf } from "@/tests/support/exported-text";
import { callAs, refusalOf, setUpHarness } from "@/tests/support/harness";
import { blame, builderOf, drain, makePlaces, tell } from "./insight-rig";

const harness = setUpHarness();
const admin = callAs("admin");
const viewer = callAs("viewer");

/** Twelve versions in production, one a day; the third and the sixth hurt, one incident twice told; one attempt failed. */
beforeAll(async () => {
  await makePlaces();
  const ids = await tell(
    harness(),
    Array.from({ length: 12 }, (_, index) => ({ version: `1.${index}`, hoursAgo: 24 * (12 - index) })),
  );
  await tell(harness(), [
    { version: "1.99", hoursAgo: 3, state: "failed" },
    { version: "1.3", hoursAgo: 2 },
    { service: "search", version: "5.0", hoursAgo: 30 },
    { environment: "staging", version: "1.12", hoursAgo: 1 },
  ]);
  await blame(harness(), { key: "a", deploymentId: ids[2] ?? "", hoursAgo: 24 * 10 - 1, tookHours: 2 });
  await blame(harness(), {
    key: "b",
    deploymentId: ids[2] ?? "",
    hoursAgo: 24 * 10 - 1.5,
    tookHours: 0.1,
    duplicateOf: "a",
  });
  await blame(harness(), { key: "c", deploymentId: ids[5] ?? "", hoursAgo: 24 * 7 - 1, tookHours: null });
  await drain(builderOf(harness()));
});

function of(answer: Pick<FiguresAnswer, "figures">, measure: Measure): FigureView {
  const found = answer.figures.find((one) => one.measure === measure);
  if (!found) throw new Error(`no ${measure}`);
  return found;
}

describe("figures", () => {
  it("count what reached users in production, collapse incidents, and say what they leave out", async () => {
    const answer = await getFigures.run({ period: "30d", service: "checkout" }, viewer);
    const failures = of(answer, "change_failure_rate");
    expect(failures).toMatchObject({ n: 12, status: "ok" });
    expect(failures.excluded).toMatchObject({ failed_attempt: 1, rollback: 1 });
    // Two by incidents; the last one was followed by going back to 1.3.
    expect(failures.events).toBe(3);
    expect(of(answer, "recovery_from_detection")).toMatchObject({ status: "not_enough_data", value: null, n: 2 });
    expect(of(answer, "recovery_from_detection").excluded).toMatchObject({ not_restored: 1 });
    expect(of(answer, "rework_rate").events).toBe(6);
    expect(answer).toMatchObject({ rulesVersion: 1, zone: "UTC", asOf: null, environments: [{ slug: "production" }] });
  });

  it("are the same on the page, from the API and in the table", async () => {
    const asked = { period: "30d", by: "service", granularity: "week", compare: "previous" };
    const answer = await getFigures.run(asked as never, viewer);
    const request = new Request(`http://signalbox.test/api/v1/insights/figures?${new URLSearchParams(asked)}`, {
      headers: { authorization: "Bearer role:viewer" },
    });
    const overApi = (await (
      await route(insightOperations.getFigures)(request, { params: Promise.resolve({}) })
    ).json()) as FiguresAnswer;
    expect(overApi).toEqual(JSON.parse(JSON.stringify(answer)));
    const lines = textOf(await exportFigures.run(asked as never, viewer))
      .split("\r\n")
      .map((line) => line.split(","));
    for (const measure of measures) {
      const inTable = lines.find((line) => line[0] === "window" && line[6] === measure);
      const figure = of(answer, measure);
      expect([inTable?.[9], inTable?.[13]]).toEqual([
        figure.value === null ? "" : String(figure.value),
        String(figure.n),
      ]);
    }
    expect(lines.filter((line) => line[0] === "group")).toHaveLength(2 * measures.length);
    expect(lines.filter((line) => line[0] === "part")).toHaveLength(answer.series.length * measures.length);
  });

  it.each(measures)("of %s are made again by the rows they open", async (measure) => {
    const answer = await getFigures.run({ period: "30d" }, viewer);
    const figure = of(answer, measure);
    const rows = await listFigureRows.run({ period: "30d", measure, limit: 200 }, viewer);
    expect(rows.figure).toEqual(figure);
    const values = rows.items.map((row) => row.value ?? Number.NaN);
    if (measureWords[measure].unit === "ms") {
      expect(figure.n).toBe(values.length);
      const again = summarise(Float64Array.from(values), 0.95);
      if (figure.value !== null) expect(again?.median).toBe(figure.value);
    } else expect(values.reduce((sum, value) => sum + value, 0)).toBe(figure.events);
    const left = await listFigureRows.run({ period: "30d", measure, show: "excluded", limit: 200 }, viewer);
    expect(left.total).toBe(Object.values(figure.excluded).reduce((sum, count) => sum + count, 0));
    expect(left.items.every((row) => row.excludedBecause !== null && row.value === null)).toBe(true);
  });

  it("page through rows without losing or repeating one", async () => {
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await listFigureRows.run(
        { period: "30d", measure: "deployment_frequency", limit: 5, ...(cursor ? { cursor } : {}) },
        viewer,
      );
      seen.push(...page.items.map((row) => row.deploymentId));
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toHaveLength(13);
  });

  it("write no cell that a spreadsheet would run", async () => {
    const table = textOf(await exportFigures.run({ period: "30d", by: "service" }, viewer));
    expect(table).toContain(",'=Search,");
    expect(textOf(await exportRows.run({ period: "30d", measure: "deployment_frequency" }, viewer))).toContain(
      "deployment,change,service",
    );
  });

  it("follow a service to another team, and remember where it was", async () => {
    const before = new Date().toISOString();
    const { revision } = await getService.run({ slug: "search" }, admin);
    await editService.run({ slug: "search", revision, ownerTeam: "shop" }, admin);
    await drain(builderOf(harness()));
    harness().runtime.setNow(Date.now() + 1_000);
    const now = await getFigures.run({ period: "12m", team: "shop", by: "service" }, viewer);
    expect(now.groups.map((one) => one.key)).toEqual(["checkout", "search"]);
    const then = await getFigures.run({ period: "12m", team: "shop", by: "service", asOf: before }, viewer);
    expect(then.groups.map((one) => one.key)).toEqual(["checkout"]);
  });

  it("name the field that is wrong and what to do", async () => {
    expect((await refusalOf(getFigures.run({ service: "nobody" }, viewer))).fields).toEqual(["service"]);
    expect((await refusalOf(getFigures.run({ from: "2026-11-02", to: "2026-11-01" }, viewer))).fields).toEqual([
      "from",
    ]);
    expect((await refusalOf(getFigures.run({ period: "24m", granularity: "day" }, viewer))).fields).toEqual([
      "granularity",
    ]);
    expect((await refusalOf(getFigures.run({ zone: "Mars/Base" }, viewer))).fields).toEqual(["zone"]);
    expect((await refusalOf(getFigures.run({ rules: 99 }, viewer))).fields).toEqual(["rules"]);
  });
});
