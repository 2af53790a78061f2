/**
 * Kinds of reasons that hold by themselves wherever their own rules say so: windows, error-budget policies, another rollout. Time or
 * their owners end them, so that a release that is asked for meanwhile waits in the queue.
 */
export const standingKinds = ["freeze", "budget", "rollout"] as const;

/** Kinds that speak where a requirement asks for them; one comes here with the source that answers it. What they miss somebody has to bring, so that a release is refused meanwhile. */
export const requiredKinds = [
  "tests",
  "coverage",
  "benchmark",
  "change_ticket",
  "drill",
  "stage",
  "approval",
  "board",
  "dependencies",
  "sign_offs",
  "clocks",
  "journeys",
  "release_checklist",
] as const;
export type RequiredKind = (typeof requiredKinds)[number];

/** What a kind asks, in words, for screens and sentences. */
export const kindTitles: Readonly<Record<string, string>> = {
  freeze: "Windows and freezes",
  budget: "Error budgets",
  rollout: "Other rollouts",
  tests: "Tests",
  coverage: "Test coverage",
  benchmark: "Performance benchmarks",
  change_ticket: "Change ticket",
  drill: "Rollback drill",
  stage: "Environment before",
  approval: "Approvals",
  board: "Change advisory board",
  dependencies: "Dependencies",
  sign_offs: "Sign-offs of objectives",
  clocks: "SLA clocks",
  journeys: "Synthetic journeys",
  release_checklist: "Release checklist",
  reservation: "Environment reservations",
  rollback: "Rollback",
};

/** The words of a kind; the kind itself for one that is not known here. */
export function titleOfKind(kind: string): string {
  return kindTitles[kind] ?? kind;
}
