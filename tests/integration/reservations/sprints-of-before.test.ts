import { cp, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import { expect, it } from "vitest";
import { migrate } from "@/lib/platform/db/migrate";
import { createEmptyDatabase } from "@/tests/support/database";

/** Goal: sprints that environments had before calendars were shared are theirs afterwards. Method: the migrations before, a row, the rest. */

const all = path.resolve("prisma/migrations");
const added = "20261130004500_sprint_calendars";

it("makes a calendar of each environment's sprints, and none where there were none", async () => {
  const database = await createEmptyDatabase();
  const before = await mkdtemp(path.join(tmpdir(), "signalbox-migrations-"));
  const client = new pg.Client({ connectionString: database.url });
  try {
    for (const name of await readdir(all))
      if (name < added) await cp(path.join(all, name), path.join(before, name), { recursive: true });
    await migrate(database.url, before);
    await client.connect();
    await client.query(`
      insert into environment (id, slug, name, kind, rank) values
        ('env_a', 'uat', 'UAT', 'staging', 5), ('env_b', 'load', 'Load', 'testing', 6)`);
    await client.query(`
      insert into environment_terms (environment_id, capacity, max_hours, head_start_minutes, demands_reservation,
        sprint_first_day, sprint_length_days, sprint_time_zone, updated_by, updated_at) values
        ('env_a', 1, 48, 0, false, '2026-11-02', 14, 'Europe/Berlin', 'ada', now()),
        ('env_b', 1, 48, 0, false, null, null, null, 'ada', now())`);
    await migrate(database.url, all);
    const { rows } = await client.query(`
      select t.environment_id, c.slug, c.name, c.first_day, c.length_days, c.time_zone, c.revision
      from environment_terms t left join sprint_calendar c on c.id = t.sprint_calendar_id order by t.environment_id`);
    const sprints = { first_day: "2026-11-02", length_days: 14, time_zone: "Europe/Berlin", revision: 1 };
    expect(rows).toMatchObject([
      { environment_id: "env_a", slug: "uat", name: "Sprints of UAT", ...sprints },
      { environment_id: "env_b", slug: null },
    ]);
  } finally {
    await client.end();
    await rm(before, { recursive: true, force: true });
    await database.drop();
  }
});
