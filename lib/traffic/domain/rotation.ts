/** The choice of one round, and the credits that the next round starts from. */
export interface RotationStep {
  /** Position of the chosen one; -1 when no weight is above 0. */
  readonly index: number;
  readonly credits: readonly number[];
}

/**
 * One step of smooth weighted round robin: every candidate earns its weight, the richest is chosen and pays the sum.
 * Over a cycle (the sum divided by the greatest common divisor of the weights) each is chosen exactly as often as its
 * weight says, and choices of one candidate lie as far apart as possible. Begin with zeros; begin anew when the
 * weights change.
 */
export function rotate(weights: readonly number[], credits: readonly number[]): RotationStep {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const earned = weights.map((weight, index) => (credits[index] ?? 0) + weight);
  let richest = -1;
  for (const [index, weight] of weights.entries()) {
    if (weight > 0 && (richest < 0 || (earned[index] ?? 0) > (earned[richest] ?? 0))) richest = index;
  }
  if (richest < 0) return { index: -1, credits };
  return { index: richest, credits: earned.map((credit, index) => (index === richest ? credit - sum : credit)) };
}
