/** One leaf that differs between two states. Values are JSON; undefined where the leaf is absent. */
export interface Change {
  /** Dotted path: `ownerTeam.slug`, `plan.steps.0.trafficPercent`. */
  readonly path: string;
  readonly before: unknown;
  readonly after: unknown;
}

function isTree(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function childrenOf(value: unknown): readonly [string, unknown][] {
  return isTree(value) ? Object.entries(value) : [];
}

/** Every leaf that was added, removed or changed between two JSON values, in the order in which they stand. */
export function diffOf(before: unknown, after: unknown, path = ""): Change[] {
  if (!isTree(before) && !isTree(after)) {
    return before === after ? [] : [{ path: path || "value", before, after }];
  }
  const left = new Map(childrenOf(before));
  const right = new Map(childrenOf(after));
  const own: Change[] = [];
  // A leaf that became a tree, or an empty tree: there is nothing below that would show it.
  if (!isTree(before) && before !== undefined && before !== null)
    own.push({ path: path || "value", before, after: undefined });
  if (!isTree(after) && after !== undefined && after !== null)
    own.push({ path: path || "value", before: undefined, after });
  const names = [...new Set([...left.keys(), ...right.keys()])];
  if (names.length === 0 && isTree(before) !== isTree(after)) return [{ path: path || "value", before, after }];
  const below = names.flatMap((name) => diffOf(left.get(name), right.get(name), path ? `${path}.${name}` : name));
  return [...own, ...below];
}
