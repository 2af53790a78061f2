import type { DifferenceKind, DifferenceState } from "../contract";
import { cmdbKinds, type Difference } from "./reconcile";

/** A difference that was found before. */
export interface KnownDifference {
  readonly key: string;
  readonly kind: DifferenceKind;
  readonly state: DifferenceState;
  readonly cmdb: string | null;
  readonly pipeline: string | null;
  readonly observed: string | null;
}

export interface Changes {
  /** Not known before. */
  readonly added: readonly Difference[];
  /** Still there and unchanged; only seen again. */
  readonly seen: readonly Difference[];
  /** Known, but it says something else now, or was mended and is back: open again. */
  readonly reopened: readonly Difference[];
  /** Keys of what is not found any more. */
  readonly fixed: readonly string[];
}

/**
 * What becomes of the work items when a comparison found these differences. An accepted one stays accepted while it says the
 * same. While the CMDB is unknown, nothing about it is called fixed: silence mends nothing.
 */
export function workItemChanges(
  known: readonly KnownDifference[],
  found: readonly Difference[],
  isCmdbKnown: boolean,
): Changes {
  const before = new Map(known.map((one) => [one.key, one]));
  const now = new Set(found.map(({ key }) => key));
  const added: Difference[] = [];
  const seen: Difference[] = [];
  const reopened: Difference[] = [];
  for (const one of found) {
    const earlier = before.get(one.key);
    if (!earlier) added.push(one);
    else if (earlier.state === "fixed" || !saysTheSame(earlier, one)) reopened.push(one);
    else seen.push(one);
  }
  const fixed = known
    .filter(({ key, state }) => state !== "fixed" && !now.has(key))
    .filter(({ kind }) => isCmdbKnown || !cmdbKinds.includes(kind))
    .map(({ key }) => key);
  return { added, seen, reopened, fixed };
}

function saysTheSame(earlier: KnownDifference, now: Difference): boolean {
  return earlier.cmdb === now.cmdb && earlier.pipeline === now.pipeline && earlier.observed === now.observed;
}
