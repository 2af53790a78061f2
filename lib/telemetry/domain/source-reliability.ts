/** Whole minutes of the targets that a source is the first choice of. */
export interface ToldMinutes {
  /** There were so many, less those that another source told instead. */
  readonly expected: number;
  /** The source told so many of them. */
  readonly known: number;
}

export type ReliabilityGrade = "reliable" | "patchy" | "dark" | "unused";

export interface Reliability extends ToldMinutes {
  /** Known of expected, 0 to 1; null when nothing was expected. */
  readonly share: number | null;
  readonly grade: ReliabilityGrade;
}

/** From this share on what is missing is what a restart takes: fifteen minutes of a day. */
const reliableFrom = 0.99;
/** Below this share a day is more dark than told: no objective of it can be believed. */
const darkBelow = 0.5;

/** How far a source can be relied on, by what it told. What nobody expected of it says nothing. */
export function reliabilityOf({ expected, known }: ToldMinutes): Reliability {
  const kept = { expected, known: Math.min(known, expected) };
  if (expected === 0) return { ...kept, share: null, grade: "unused" };
  const share = kept.known / expected;
  const grade = share >= reliableFrom ? "reliable" : share < darkBelow ? "dark" : "patchy";
  return { ...kept, share, grade };
}
