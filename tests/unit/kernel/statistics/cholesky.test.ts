import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { solvePositive } from "@/lib/kernel/statistics/cholesky";
import { runs } from "@/tests/support/runs";

describe("solving by Cholesky's decomposition", () => {
  test("gives the answer of a small system worked out by hand", () => {
    const x = solvePositive(
      [
        [4, 0, 0],
        [2, 5, 0],
        [0, 1, 3],
      ],
      [8, 13, 5],
    );
    // The mirrored upper half belongs to the system: 4x + 2y = 8, 2x + 5y + z = 13, y + 3z = 5.
    expect(4 * (x[0] ?? 0) + 2 * (x[1] ?? 0)).toBeCloseTo(8, 10);
    expect(2 * (x[0] ?? 0) + 5 * (x[1] ?? 0) + (x[2] ?? 0)).toBeCloseTo(13, 10);
    expect((x[1] ?? 0) + 3 * (x[2] ?? 0)).toBeCloseTo(5, 10);
  });

  test("solves every system of the form M·Mᵀ + 1", () => {
    const number = fc.double({ min: -3, max: 3, noNaN: true });
    const square = fc.array(fc.array(number, { minLength: 4, maxLength: 4 }), { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(square, fc.array(number, { minLength: 4, maxLength: 4 }), (m, b) => {
        const a = m.map((row, i) =>
          m.map((other, j) => row.reduce((sum, one, k) => sum + one * (other[k] ?? 0), i === j ? 1 : 0)),
        );
        const x = solvePositive(a, b);
        for (const [i, row] of a.entries()) {
          expect(row.reduce((sum, one, j) => sum + one * (x[j] ?? 0), 0)).toBeCloseTo(b[i] ?? 0, 6);
        }
      }),
      runs(50),
    );
  });
});
