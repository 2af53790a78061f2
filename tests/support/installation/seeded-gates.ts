import type { ProductApi } from "./product-api";

/**
 * Requirements, results, and a request that the board has to decide about. What is required concerns services of tier 0 or only advises, so
 * that the shop ships as before. Answers the version that was asked for.
 */
export async function seedGates(api: ProductApi, service: string): Promise<string> {
  const reason = "Agreed on in the review of the third quarter";
  const ask = (rule: object, more: object) => api.post("/gate-requirements", { rule, reason, ...more });
  await ask(
    { kind: "tests", suites: ["unit", "Basket and payment, end to end, in all languages"] },
    { mode: "advisory" },
  );
  await ask({ kind: "coverage", minPercent: 80 }, { mode: "advisory", environment: "production" });
  await ask({ kind: "approval", approvals: 2, validHours: 24 }, { tier: 0, environment: "production" });
  await ask({ kind: "board", riskPercent: 25 }, { tier: 0, environment: "production" });
  const version = "2.1.0";
  await api.post(`/services/${service}/quality`, {
    version,
    suite: "unit",
    tests: { passed: 812, failed: 3, skipped: 4 },
    coveragePercent: 83.4,
    benchmarks: [{ name: "p95 of the basket", value: 182, limit: 200, unit: "ms" }],
  });
  await api.post("/release-requests", {
    service,
    environment: "staging",
    version,
    note: "Moves the basket to the new tax tables. The old tables stay readable for a week, so that going back loses nothing.",
    isFlagged: true,
    ticket: "CHG0031245",
  });
  return version;
}
