import type { StageKind } from "./fact";
import { fitsAny } from "./pattern";

export type StagePatterns = { readonly [Kind in Exclude<StageKind, "other">]?: readonly string[] | undefined };

/** Words that say what a stage is for, in the order in which they are looked for: `deploy-approval` approves. */
const usualWords: readonly (readonly [Exclude<StageKind, "other">, ReadonlySet<string>])[] = [
  ["data_preparation", new Set(["masking", "mask", "anonymize", "anonymise", "seed", "testdata", "dataprep"])],
  ["approve", new Set(["approve", "approval", "approvals", "signoff", "gate", "cab"])],
  ["review", new Set(["review", "codereview"])],
  ["deploy", new Set(["deploy", "deployment", "rollout", "promote", "promotion"])],
  [
    "test",
    new Set(["test", "tests", "testing", "e2e", "unit", "integration", "lint", "verify", "check", "checks", "qa"]),
  ],
  ["build", new Set(["build", "builds", "compile", "package", "assemble", "docker", "image", "bundle"])],
];

/**
 * What kind of stage the names tell of: by the source's patterns first, then by the usual words in them. It orders time in
 * a lead time; it never makes a deployment.
 */
export function stageKind(patterns: StagePatterns | undefined, ...names: readonly (string | undefined)[]): StageKind {
  const given = names.filter((name) => name !== undefined);
  const byPattern = usualWords.find(([kind]) => given.some((name) => fitsAny(patterns?.[kind], name)));
  if (byPattern) return byPattern[0];
  const words = given.flatMap(wordsOf);
  return usualWords.find(([, usual]) => words.some((word) => usual.has(word)))?.[0] ?? "other";
}

function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z0-9]+/);
}
