import { beforeAll, expect, it } from "vitest";
import { prismaExecutor, sql } from "@/lib/platform/db/executor";
import { createSource } from "@/lib/telemetry/use-cases/create-source";
import { getSource, listSources } from "@/lib/telemetry/use-cases/read-sources";
import { callAs, setUpHarness } from "@/tests/support/harness";
import { createMeasured, createProduction } from "@/tests/support/measured-services";

/** Goal: a metric source is scored by the minutes that it told, not by whether it answers now. */

const harness = setUpHarness({ SIGNALBOX_OUTBOUND_ALLOW_CIDRS: "127.0.0.1/32" });
const admin = callAs("admin");

beforeAll(async () => {
  await createProduction();
  for (const slug of ["prom", "idle"]) {
    const config = { kind: "prometheus", url: "http://127.0.0.1:9090" } as const;
    await createSource.run({ slug, name: slug, config }, admin);
  }
});

/** `hour` hours before this one: 60 minutes, of which the first `known` were told. */
async function tell(targetId: string, source: string, hour: number, known: number): Promise<void> {
  const counts = Array.from({ length: 60 }, (_, minute) => (minute < known ? 5 : null));
  await prismaExecutor(harness().db).query(sql`
    insert into service_hour (target_id, hour, source, requests, errors)
    select ${targetId}, date_trunc('hour', clock_timestamp()) - make_interval(hours => ${hour}), ${source},
      array(select (v #>> '{}')::bigint from jsonb_array_elements(${JSON.stringify(counts)}::jsonb) v),
      array(select (v #>> '{}')::bigint from jsonb_array_elements(${JSON.stringify(counts)}::jsonb) v)`);
}

it("is scored by its minutes of the last whole hours, and not blamed for those that another told", async () => {
  const { db } = harness();
  const first = await createMeasured("first");
  const second = await createMeasured("second");
  for (const id of [first, second])
    await db.target.update({ where: { id }, data: { telemetry: [{ source: "prom", selectors: { a: {}, b: {} } }] } });
  await db.target.update({ where: { id: first }, data: { createdAt: new Date(Date.now() - 30 * 3_600_000) } });
  for (let hour = 1; hour <= 24; hour += 1) await tell(first, "prom", hour, hour === 3 ? 30 : 60);
  // The second was made just now: nothing was expected of its source.
  await db.target.update({ where: { id: second }, data: { createdAt: new Date() } });
  const score = async (slug: string) => (await getSource.run({ slug }, admin)).reliability;
  expect(await score("prom")).toMatchObject({ expected: 1_440, known: 1_410, grade: "patchy" });
  expect(await score("idle")).toEqual({ expected: 0, known: 0, share: null, grade: "unused" });
  await db.serviceHour.updateMany({ where: { targetId: first }, data: { source: "haproxy counters" } });
  expect(await score("prom")).toMatchObject({ expected: 30, known: 0, grade: "dark" });
  const { items } = await listSources.run({}, callAs("viewer"));
  expect(items.map(({ slug, reliability }) => [slug, reliability.grade])).toEqual([
    ["idle", "unused"],
    ["prom", "dark"],
  ]);
});
