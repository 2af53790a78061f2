const LEAST_PIVOT = 1e-12;

/**
 * Solve A·x = b for a symmetric positive definite A, of which the lower half is given, by Cholesky's decomposition. A pivot
 * that vanishes is kept at a trace, so that a direction without information gets a large finite answer.
 */
export function solvePositive(a: readonly (readonly number[])[], b: readonly number[]): readonly number[] {
  const lower = decompose(a);
  const z: number[] = [];
  for (const [i, line] of lower.entries()) {
    z.push(((b[i] ?? 0) - dot(line, z, 0, i)) / (line[i] ?? 1));
  }
  const x = new Array<number>(b.length).fill(0);
  for (let i = b.length - 1; i >= 0; i -= 1) {
    let sum = z[i] ?? 0;
    for (let k = i + 1; k < b.length; k += 1) sum -= (lower[k]?.[i] ?? 0) * (x[k] ?? 0);
    x[i] = sum / (lower[i]?.[i] ?? 1);
  }
  return x;
}

function decompose(a: readonly (readonly number[])[]): number[][] {
  const lower: number[][] = [];
  for (const [i, row] of a.entries()) {
    const line: number[] = [];
    for (let j = 0; j < i; j += 1) {
      const above = lower[j] ?? [];
      line.push(((row[j] ?? 0) - dot(line, above, 0, j)) / (above[j] ?? 1));
    }
    line.push(Math.sqrt(Math.max(LEAST_PIVOT, (row[i] ?? 0) - dot(line, line, 0, i))));
    lower.push(line);
  }
  return lower;
}

function dot(x: readonly number[], y: readonly number[], from: number, until: number): number {
  let sum = 0;
  for (let k = from; k < until; k += 1) sum += (x[k] ?? 0) * (y[k] ?? 0);
  return sum;
}
