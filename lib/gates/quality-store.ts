import type { Instant } from "@/lib/kernel/instant";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { Benchmark } from "./domain/quality";

export interface NewQuality {
  readonly id: string;
  readonly serviceId: string;
  readonly version: string;
  readonly suite: string;
  readonly tests: { readonly passed: number; readonly failed: number; readonly skipped?: number | undefined } | null;
  /** 0 to 1. */
  readonly coverageRatio: number | null;
  readonly benchmarks: readonly Benchmark[];
  readonly url: string | null;
  readonly pushedBy: string;
  readonly at: Instant;
}

/** Keep what a pipeline said of a version. */
export async function insertQuality(db: SqlExecutor, given: NewQuality): Promise<void> {
  const { tests } = given;
  await db.query(sql`
    insert into quality_push (id, service_id, version, suite, passed, failed, skipped, coverage_ratio, benchmarks, url, pushed_by, at)
    values (${given.id}, ${given.serviceId}, ${given.version}, ${given.suite}, ${tests?.passed ?? null}, ${tests?.failed ?? null},
            ${tests?.skipped ?? null}, ${given.coverageRatio}, ${JSON.stringify(given.benchmarks)}::jsonb, ${given.url},
            ${given.pushedBy}, ${new Date(given.at).toISOString()}::timestamptz)`);
}
