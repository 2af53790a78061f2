import type { Pulse } from "./source-pulse";

/** What was counted of a source lately. */
export interface SourceCounts {
  /** Deliveries by what became of them. */
  readonly parsed: number;
  readonly ignored: number;
  readonly dead: number;
  readonly waiting: number;
  /** Bodies refused at the door: wrong secrets and signatures, too large. */
  readonly refused: number;
  readonly duplicates: number;
  /** Facts that name a service or an environment, and those of them whose names nobody has explained. */
  readonly named: number;
  readonly unmapped: number;
  /** Facts, and those of them that came more than ten minutes after they happened. */
  readonly timed: number;
  readonly late: number;
}

export type QualityPartName = "heard" | "verified" | "readable" | "mapped" | "timely";

export interface QualityPart {
  readonly name: QualityPartName;
  /** 0 to 1; null when there is nothing to judge by. */
  readonly ratio: number | null;
  readonly n: number;
}

export interface SourceQuality {
  /** 0 to 100, that of the worst part; null when no part can be judged. A silent source has 0. */
  readonly score: number | null;
  /** The part that the score comes from. */
  readonly worst: QualityPartName | null;
  readonly parts: readonly QualityPart[];
}

function part(name: QualityPartName, good: number, n: number): QualityPart {
  return { name, ratio: n === 0 ? null : good / n, n };
}

/**
 * How far the numbers that a source feeds can be trusted. The score is that of the weakest part and not a mean: a source whose
 * bodies are all read is worth nothing while it is silent.
 */
export function qualityOf(counts: SourceCounts, pulse: Pulse): SourceQuality {
  const { parsed, ignored, dead, refused, named, unmapped, timed, late } = counts;
  const kept = parsed + ignored + dead;
  const heard: QualityPart = {
    name: "heard",
    ratio: pulse.state === "live" ? 1 : pulse.state === "silent" ? 0 : null,
    n: pulse.state === "never" ? 0 : pulse.n,
  };
  const parts = [
    heard,
    part("verified", kept, kept + refused),
    part("readable", parsed + ignored, kept),
    part("mapped", named - unmapped, named),
    part("timely", timed - late, timed),
  ];
  const worst = parts.reduce<QualityPart | null>(
    (found, one) => (one.ratio !== null && (found?.ratio == null || one.ratio < found.ratio) ? one : found),
    null,
  );
  // Rounded down: only what is faultless has 100.
  const score = worst?.ratio == null ? null : Math.floor(worst.ratio * 100);
  return { score, worst: worst?.name ?? null, parts };
}
