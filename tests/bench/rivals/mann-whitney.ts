import { normalQuantile } from "@/lib/kernel/statistics/normal";

/** U of `a` against `b`: pairs in which a's value is the greater, ties for half. */
export function mannWhitneyU(a: readonly number[], b: readonly number[]): number {
  let u = 0;
  for (const x of a) {
    for (const y of b) {
      if (x > y) u += 1;
      else if (x === y) u += 0.5;
    }
  }
  return u;
}

/** z of U by the normal approximation with correction for ties; 0 when all values are equal. */
export function mannWhitneyZ(a: readonly number[], b: readonly number[]): number {
  const n = a.length + b.length;
  const ties = new Map<number, number>();
  for (const value of [...a, ...b]) ties.set(value, (ties.get(value) ?? 0) + 1);
  let tieSum = 0;
  for (const count of ties.values()) tieSum += count ** 3 - count;
  const variance = ((a.length * b.length) / 12) * (n + 1 - tieSum / (n * (n - 1)));
  if (variance <= 0) return 0;
  return (mannWhitneyU(a, b) - (a.length * b.length) / 2) / Math.sqrt(variance);
}

/** Half of all differences a - b are above it (Hodges and Lehmann). */
export function hodgesLehmann(a: readonly number[], b: readonly number[]): number {
  const differences = a.flatMap((x) => b.map((y) => x - y)).sort((x, y) => x - y);
  const middle = differences.length >> 1;
  if (differences.length % 2 === 1) return differences[middle] ?? 0;
  return ((differences[middle - 1] ?? 0) + (differences[middle] ?? 0)) / 2;
}

/**
 * In the manner of Kayenta's judge: the last `points` error ratios of canary and baseline, compared by a Mann–Whitney test
 * at 98 %. The metric is High, and as a critical metric fails the canary, when the test rejects and the location shift is
 * above a quarter of the baseline's level. Looks once each time `points` new values have come.
 */
export class MannWhitneyRule {
  #canary: number[] = [];
  #baseline: number[] = [];
  readonly #z = normalQuantile(0.99);

  constructor(readonly points = 50) {}

  check(canaryRatio: number, baselineRatio: number): boolean {
    this.#canary.push(canaryRatio);
    this.#baseline.push(baselineRatio);
    if (this.#canary.length < this.points) return false;
    const [canary, baseline] = [this.#canary, this.#baseline];
    [this.#canary, this.#baseline] = [[], []];
    if (mannWhitneyZ(canary, baseline) < this.#z) return false;
    const level = baseline.reduce((sum, value) => sum + value, 0) / baseline.length;
    const shift = canary.reduce((sum, value) => sum + value, 0) / canary.length - level;
    return shift > 0.25 * level;
  }
}
