/**
 * Integration tests that let real parts run in real time: they wait most of theirs, for a canary to bake or a lease to end, and what
 * they wait for must find a processor when it comes; or they compare times. They run one after the other, in front of the
 * files that only compute.
 */
export const inRealTime: readonly string[] = [
  "tests/integration/chaos/faults.test.ts",
  "tests/integration/rollouts/operators.test.ts",
  "tests/integration/rollouts/control-loop.test.ts",
  "tests/integration/releases/train-on-haproxy.test.ts",
  "tests/integration/policies/held-rollouts.test.ts",
  "tests/integration/sinks/audit-shipping.test.ts",
  "tests/integration/platform/http/outbound-classes.test.ts",
  "tests/integration/synthetics/journeys.test.ts",
  "tests/integration/emergencies/emergencies.test.ts",
  "tests/integration/security/approval-by-another.test.ts",
  "tests/integration/traffic/haproxy-target.contract.test.ts",
  "tests/integration/traffic/haproxy-fleet.test.ts",
  "tests/integration/traffic/edge-target.contract.test.ts",
  "tests/integration/traffic/webhook-target.contract.test.ts",
  "tests/integration/identity/password.test.ts",
];
