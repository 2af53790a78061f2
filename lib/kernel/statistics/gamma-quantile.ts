import { regularizedGammaP } from "./gamma";
import { normalQuantile } from "./normal";

/** From this shape on the approximation is as good as the series, which needs ever more terms. */
const largeShape = 1_000;

/**
 * Where the gamma distribution of this shape and scale 1 reaches `share` (0 to 1): by bisection to the last digits, and for large shapes
 * by the cube of a normal quantile (Wilson and Hilferty 1931), which is off by less than a millionth there.
 */
export function gammaQuantile(shape: number, share: number): number {
  if (shape > largeShape) {
    return shape * (1 - 1 / (9 * shape) + normalQuantile(share) / (3 * Math.sqrt(shape))) ** 3;
  }
  let low = 0;
  let high = shape + 10 * Math.sqrt(shape) + 10;
  for (let turn = 0; turn < 80; turn += 1) {
    const middle = (low + high) / 2;
    if (regularizedGammaP(shape, middle) < share) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
