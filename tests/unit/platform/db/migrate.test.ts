import { describe, expect, test } from "vitest";
import { type AppliedMigration, type Migration, planMigrations } from "@/lib/platform/db/migrate";

const known = (name: string, checksum = name): Migration => ({ name, sql: "select 1", checksum });
const applied = (name: string, checksum = name, finished = true): AppliedMigration => ({ name, checksum, finished });
const codes = (k: Migration[], a: AppliedMigration[]): string[] => planMigrations(k, a).reasons.map((r) => r.code);

describe("planMigrations", () => {
  test("what is not applied is pending, in order", () => {
    const plan = planMigrations([known("1_a"), known("2_b"), known("3_c")], [applied("1_a")]);
    expect(plan.pending.map((migration) => migration.name)).toEqual(["2_b", "3_c"]);
    expect(plan.reasons).toEqual([]);
  });

  test("an edited migration is refused and nothing is pending", () => {
    const plan = planMigrations([known("1_a", "new"), known("2_b")], [applied("1_a", "old")]);
    expect(plan.reasons.map((reason) => reason.code)).toEqual(["migration_edited"]);
    expect(plan.pending).toEqual([]);
  });

  test("a migration of a newer version is refused", () => {
    expect(codes([known("1_a")], [applied("1_a"), applied("2_b")])).toEqual(["migration_unknown"]);
  });

  test("a failed attempt of another tool is refused", () => {
    expect(codes([known("1_a")], [applied("1_a", "1_a", false)])).toEqual(["migration_failed_before"]);
  });

  test("a new migration may not sort before an applied one", () => {
    expect(codes([known("1_a"), known("2_b")], [applied("2_b")])).toEqual(["migration_out_of_order"]);
  });

  test("all the reasons are given", () => {
    const reasons = codes([known("1_a", "x"), known("2_b")], [applied("1_a"), applied("3_c")]);
    expect(reasons.sort()).toEqual(["migration_edited", "migration_out_of_order", "migration_unknown"]);
  });
});
