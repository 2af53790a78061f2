import type { Instant } from "@/lib/kernel/instant";
import type { Period } from "@/lib/kernel/zoned-time";

/** What becomes of a departure that falls into a freeze: there is none, it goes when the freeze ends, or it stays and is held until then. */
export const inFreezes = ["left_out", "moved", "kept"] as const;
export type InFreeze = (typeof inFreezes)[number];

/** A stretch of time in which nothing goes forward in an environment, for whatever service. */
export interface Freeze extends Period {
  readonly name: string;
}

/** A departure as its rule gives it, and what becomes of it. */
export interface Departure {
  /** When it is by its rule: what it is known by, whatever becomes of it. */
  readonly byRule: Instant;
  /** When it goes; null when it is left out. */
  readonly at: Instant | null;
  /** What became of it, in a sentence without times; null where no freeze is in its way. */
  readonly words: string | null;
}

/**
 * What becomes of departures when freezes are known. `starts`: moments of the rule in their order; `next`: the one after the last of them,
 * null when there is none. One that would be moved to where the next one is, or past it, is left out, so that no two go at once.
 */
export function departuresOf(
  starts: readonly Instant[],
  given: { readonly next: Instant | null; readonly inFreeze: InFreeze; readonly freezes: readonly Freeze[] },
): Departure[] {
  const { next, inFreeze, freezes } = given;
  return starts.map((byRule, index) => {
    const freeze = freezeAt(freezes, byRule);
    if (freeze === null) return { byRule, at: byRule, words: null };
    const name = `the freeze “${freeze.name}”`;
    if (inFreeze === "kept") return { byRule, at: byRule, words: `In ${name}: it is held until that ends.` };
    if (inFreeze === "left_out") return { byRule, at: null, words: `Left out: ${name} is in force then.` };
    const end = endOf(freezes, byRule);
    const following = starts[index + 1] ?? next;
    if (following !== null && end >= following)
      return { byRule, at: null, words: `Left out: ${name} ends no earlier than the next departure is due.` };
    return { byRule, at: end, words: `Moved to the end of ${name}.` };
  });
}

/** The freeze that is in force at a moment, of several the one that ends last; null when none is. */
function freezeAt(freezes: readonly Freeze[], at: Instant): Freeze | null {
  return freezes
    .filter(({ from, to }) => from <= at && at < to)
    .reduce<Freeze | null>((last, one) => (last && last.to >= one.to ? last : one), null);
}

/** The first moment from `at` on at which no freeze is in force. */
function endOf(freezes: readonly Freeze[], at: Instant): Instant {
  let free = at;
  for (let freeze = freezeAt(freezes, free); freeze !== null; freeze = freezeAt(freezes, free)) free = freeze.to;
  return free;
}

const rules: Readonly<Record<InFreeze, string>> = {
  left_out: "A departure in a freeze is left out.",
  moved: "A departure in a freeze goes when the freeze ends, unless the next one is due by then.",
  kept: "A departure in a freeze keeps its time, and is held until the freeze ends.",
};

/** What becomes of departures in freezes, as a rule in words. */
export function inFreezeWords(inFreeze: InFreeze): string {
  return rules[inFreeze];
}
