import { BaseSequencer, type TestSpecification } from "vitest/node";

/**
 * Files that take longest, the longest first: begun last, one of them would run alone at the end. Vitest's own order goes by
 * the size of the file, and by the last run where there was one.
 */
const slow = [
  "integration/launcher/start-and-stop.test.ts",
  "integration/demo/demonstration.test.ts",
  "integration/slos/workbook-table.test.ts",
  "integration/simulation/simulate.test.ts",
  "integration/clocks/stored-transitions.test.ts",
  "integration/ingest/permutation.test.ts",
  "integration/identity/authorisation-matrix.test.ts",
  "integration/security/restore-drill.test.ts",
  "integration/slos/cut-sources.test.ts",
  "integration/security/reading.test.ts",
  "integration/slos/compare-targets.test.ts",
  "integration/slos/exported-rules.test.ts",
  "integration/slos/burn-alerts.test.ts",
  "integration/security/races.test.ts",
  "integration/ingest/kill-worker.test.ts",
  "contract/bad-input.test.ts",
];

const rank = ({ moduleId }: TestSpecification): number => {
  const found = slow.findIndex((file) => moduleId.endsWith(file));
  return found < 0 ? slow.length : found;
};

/** Vitest's order, with the slow files before all others. */
export class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const usual = await super.sort(files);
    return usual.toSorted((one, other) => rank(one) - rank(other));
  }
}
