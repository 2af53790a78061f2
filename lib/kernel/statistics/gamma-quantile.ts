import { regularizedGammaP } from "./gamma";
import { logGamma } from "./log-gamma";
import { normalQuantile } from "./normal";

/** From this shape on the approximation is as good as the series, which needs ever more terms. */
const largeShape = 1_000;

/**
 * Where the gamma distribution of this shape and scale 1 reaches `share` (0 to 1): by Newton's method to the last digits, halving the
 * interval where a step would leave it, and for large shapes by the cube of a normal quantile (Wilson and Hilferty 1931), which is off by
 * less than a millionth there.
 */
export function gammaQuantile(shape: number, share: number): number {
  const near = shape * (1 - 1 / (9 * shape) + normalQuantile(share) / (3 * Math.sqrt(shape))) ** 3;
  if (shape > largeShape) return near;
  let low = 0;
  let high = shape + 10 * Math.sqrt(shape) + 10;
  const logGammaOfShape = logGamma(shape);
  let at = near > low && near < high ? near : (low + high) / 2;
  for (let turn = 0; turn < 120; turn += 1) {
    const over = regularizedGammaP(shape, at) - share;
    if (over < 0) low = at;
    else high = at;
    const density = Math.exp((shape - 1) * Math.log(at) - at - logGammaOfShape);
    const newton = at - over / density;
    const next = newton > low && newton < high ? newton : (low + high) / 2;
    if (Math.abs(next - at) <= 2e-16 * at || next === low || next === high) return next;
    at = next;
  }
  return at;
}
