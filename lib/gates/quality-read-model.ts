import { instant } from "@/lib/kernel/instant";
import { prismaExecutor, type SqlExecutor, sql } from "@/lib/platform/db/executor";
import {
  type Benchmark,
  benchmarkReasons,
  coverageReason,
  mergeResults,
  type QualityFacts,
  type SuiteResult,
  testReasons,
} from "./domain/quality";
import type { GateQuestion, GateScene, GateSource } from "./port";

interface Row {
  suite: string;
  passed: number | null;
  failed: number | null;
  coverage_ratio: number | null;
  benchmarks: Benchmark[];
  at: Date;
}

/** Reports that are looked at for one version; the newest of them. */
const maxReports = 500;

/**
 * What is known of the quality of a version: what was pushed for it, and what pipelines reported for it or for its commit. Of each suite
 * the newest.
 */
export async function loadQuality(
  db: SqlExecutor,
  asked: { readonly serviceId: string; readonly version: string; readonly commitSha: string | null },
): Promise<SuiteResult[]> {
  const rows = await db.query<Row>(sql`
    select suite, passed, failed, coverage_ratio, benchmarks, at from (
      select suite, passed, failed, coverage_ratio, benchmarks, at, id as tie from quality_push
      where service_id = ${asked.serviceId} and version = ${asked.version}
      union all
      select suite, passed, failed, coverage_ratio, '[]'::jsonb, at, subject_key from quality_result
      where service_id = ${asked.serviceId} and (version = ${asked.version} or commit_sha = lower(${asked.commitSha}::text))
    ) as reported order by at desc, tie desc limit ${maxReports}`);
  // From old to new, so that of two at the same moment the one that came last counts.
  return mergeResults(
    rows.reverse().map(({ suite, passed, failed, coverage_ratio, benchmarks, at }) => ({
      suite,
      passed,
      failed,
      coverageRatio: coverage_ratio,
      benchmarks,
      at: instant(at.getTime()),
    })),
  );
}

/** The results of the version that is asked about, loaded once for all who need them. */
export function qualityOf(db: SqlExecutor, question: GateQuestion, scene: GateScene): Promise<SuiteResult[]> {
  const { serviceId, version } = question;
  if (version === null) return Promise.resolve([]);
  const commitSha = scene.place.build?.commitSha ?? null;
  return scene.once("quality", () => loadQuality(db, { serviceId, version, commitSha }));
}

async function factsOf(db: SqlExecutor, question: GateQuestion, scene: GateScene): Promise<QualityFacts> {
  const { service } = scene.place;
  const results = await qualityOf(db, question, scene);
  return { version: question.version, results, owner: service.owner, href: `/services/${service.slug}` };
}

export const testSource: GateSource = {
  kind: "tests",
  async read(db, question, scene) {
    const rule = scene.requirement("tests");
    return rule ? testReasons(await factsOf(prismaExecutor(db), question, scene), rule.suites) : [];
  },
};

export const coverageSource: GateSource = {
  kind: "coverage",
  async read(db, question, scene) {
    const rule = scene.requirement("coverage");
    return rule ? [coverageReason(await factsOf(prismaExecutor(db), question, scene), rule.minPercent)] : [];
  },
};

export const benchmarkSource: GateSource = {
  kind: "benchmark",
  async read(db, question, scene) {
    const rule = scene.requirement("benchmark");
    return rule ? benchmarkReasons(await factsOf(prismaExecutor(db), question, scene), rule.names) : [];
  },
};
