import type { CompositePart } from "../sli-contract";

/** What is wrong with the parts of a composite objective. */
export type CompositionFault =
  | { readonly kind: "unknown_part"; readonly slug: string }
  | { readonly kind: "named_twice"; readonly slug: string }
  /** Parts lead back to where they began; the way there. */
  | { readonly kind: "cycle"; readonly path: readonly string[] }
  | { readonly kind: "too_deep"; readonly path: readonly string[] };

/** Composites of composites of composites are as deep as people can follow. */
export const maxDepth = 4;

/**
 * Every fault of a composite objective that would be called `slug`. `partsOf` answers the parts of an objective in force: empty for one
 * that has none, undefined for one that is not there.
 */
export function compositionFaults(
  slug: string,
  parts: readonly CompositePart[],
  partsOf: (slug: string) => readonly CompositePart[] | undefined,
): CompositionFault[] {
  const faults: CompositionFault[] = [];
  const seen = new Set<string>();
  for (const { objective } of parts) {
    if (seen.has(objective)) faults.push({ kind: "named_twice", slug: objective });
    else if (objective !== slug && partsOf(objective) === undefined)
      faults.push({ kind: "unknown_part", slug: objective });
    seen.add(objective);
  }
  for (const objective of seen) {
    const fault = walk([slug, objective], partsOf);
    if (fault) faults.push(fault);
  }
  return faults;
}

function walk(
  path: readonly string[],
  partsOf: (slug: string) => readonly CompositePart[] | undefined,
): CompositionFault | null {
  const last = path.at(-1) ?? "";
  if (path.indexOf(last) < path.length - 1) return { kind: "cycle", path };
  if (path.length - 1 > maxDepth) return { kind: "too_deep", path };
  for (const { objective } of partsOf(last) ?? []) {
    const fault = walk([...path, objective], partsOf);
    if (fault) return fault;
  }
  return null;
}
