import { beforeAll, describe, expect, it } from "vitest";
import { createObjective } from "@/lib/slos/use-cases/create-objective";
import { getObjective, listObjectives } from "@/lib/slos/use-cases/read-objectives";
import { callAs, setUpHarness, T0 } from "@/tests/support/harness";
import { builderOf, drain, makePlaces, tell } from "../insights/insight-rig";

/** Goal: a day of which nobody could have told is not a day without a deployment. */

const harness = setUpHarness();
const admin = callAs("admin");
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** Monday, 9 November 2026; T0 is Friday noon of the week after. */
const monday = Date.parse("2026-11-09T00:00:00Z");
const silentFrom = monday + 8 * dayMs;

/** Deployments of both weeks but for Thursday, 12 November, and nothing after Monday, 16 November. */
beforeAll(async () => {
  await makePlaces();
  const days = [0, 1, 2, 4, 7];
  const ids = await tell(
    harness(),
    days.map((day) => ({ version: `1.${day}`, hoursAgo: (T0 - monday - day * dayMs) / hourMs - 10 })),
  );
  await drain(builderOf(harness()));
  const { db } = harness();
  await db.eventSource.create({ data: { id: "src_ci", slug: "ci", name: "Jenkins", kind: "jenkins", config: {} } });
  for (const id of ids) {
    await db.deployment.update({ where: { id }, data: { subjectKey: `run:${id}` } });
    const at = new Date(monday);
    await db.signalFact.create({
      data: { id: `fact_${id}`, kind: "run", subjectKey: `run:${id}`, occurredAt: at, sourceId: "src_ci", body: {} },
    });
  }
  // Heard each hour of both weeks up to Tuesday, 17 November.
  const heard = Array.from({ length: (silentFrom - monday) / hourMs }, (_, hour) => new Date(monday + hour * hourMs));
  await db.deliveryTally.createMany({
    data: heard.map((hour) => ({ sourceId: "src_ci", hour, outcome: "parsed", count: 3n, lastAt: hour })),
  });
  const sli = { kind: "delivery", measure: "deployment_frequency", timeZone: "UTC", holidays: [] };
  const definition = { sli, targetPercent: "60", period: { kind: "rolling", days: 30 } };
  await createObjective.run(
    { slug: "daily", name: "Daily", service: "checkout", environment: "production", definition },
    admin,
  );
});

const look = () => getObjective.run({ slug: "daily" }, admin);

describe("days without a deployment", () => {
  it("are bad while the source spoke, unknown while it was silent, and leave the verdict open", async () => {
    const { delivery, level, band } = await look();
    // The 12th is bad; of the 17th, 18th and 19th nobody could have told.
    expect(delivery).toMatchObject({ good: 5, bad: 1, unknown: 3 });
    expect(level).toMatchObject({ verdict: "undetermined", worstPercent: "55.5555", bestPercent: "88.8888" });
    expect(band).not.toBe("healthy");
    expect(delivery?.silences).toEqual([
      { source: "Jenkins", from: new Date(silentFrom - hourMs).toISOString(), to: null },
    ]);
    const listed = (await listObjectives.run({}, admin)).items.find(({ slug }) => slug === "daily");
    expect(listed?.level).toEqual(level);
  });

  it("are bad after all when the source was asked and answered for them", async () => {
    const polledUntil = new Date(T0);
    await harness().db.eventSource.update({ where: { id: "src_ci" }, data: { polledUntil } });
    const { delivery, level } = await look();
    expect(delivery).toMatchObject({ good: 5, bad: 4, unknown: 0, silences: [] });
    expect(level.verdict).toBe("missed");
  });

  it("are unknown from the moment on that somebody switched it off", async () => {
    const { db } = harness();
    await db.deliveryTally.createMany({
      data: [
        {
          sourceId: "src_ci",
          hour: new Date(T0 - hourMs),
          outcome: "parsed",
          count: 1n,
          lastAt: new Date(T0 - hourMs),
        },
      ],
    });
    await db.eventSource.update({
      where: { id: "src_ci" },
      data: { polledUntil: null, disabledAt: new Date(T0 - hourMs) },
    });
    // Silent from Tuesday to Friday noon, and off since: Friday is not over and counts nowhere.
    expect((await look()).delivery).toMatchObject({ bad: 1, unknown: 3 });
  });
});
