import { regularizedGammaP } from "./gamma";

const CENTRAL_A = [
  -3.969_683_028_665_376e1, 2.209_460_984_245_205e2, -2.759_285_104_469_687e2, 1.383_577_518_672_69e2,
  -3.066_479_806_614_716e1, 2.506_628_277_459_239,
];
const CENTRAL_B = [
  -5.447_609_879_822_406e1, 1.615_858_368_580_409e2, -1.556_989_798_598_866e2, 6.680_131_188_771_972e1,
  -1.328_068_155_288_572e1, 1,
];
const TAIL_C = [
  -7.784_894_002_430_293e-3, -3.223_964_580_411_365e-1, -2.400_758_277_161_838, -2.549_732_539_343_734,
  4.374_664_141_464_968, 2.938_163_982_698_783,
];
const TAIL_D = [7.784_695_709_041_462e-3, 3.224_671_290_700_398e-1, 2.445_134_137_142_996, 3.754_408_661_907_416, 1];
const TAIL_FROM = 0.024_25;

/** P(Z ≤ z) of the standard normal. */
export function normalCdf(z: number): number {
  const half = regularizedGammaP(0.5, (z * z) / 2) / 2;
  return z >= 0 ? 0.5 + half : 0.5 - half;
}

/**
 * z with P(Z ≤ z) = p, for 0 < p < 1. Acklam's rational approximation, then one Halley step: absolute error below 1e-9
 * for p between 1e-10 and 1 - 1e-10.
 */
export function normalQuantile(p: number): number {
  if (!(p > 0 && p < 1)) throw new RangeError(`normalQuantile needs a number between 0 and 1, got ${p}`);
  const z = acklam(p);
  const error = normalCdf(z) - p;
  const step = error * Math.sqrt(2 * Math.PI) * Math.exp((z * z) / 2);
  return z - step / (1 + (z * step) / 2);
}

function acklam(p: number): number {
  if (p > 1 - TAIL_FROM) return -acklam(1 - p);
  if (p < TAIL_FROM) {
    const q = Math.sqrt(-2 * Math.log(p));
    return horner(TAIL_C, q) / horner(TAIL_D, q);
  }
  const q = p - 0.5;
  const r = q * q;
  return (q * horner(CENTRAL_A, r)) / horner(CENTRAL_B, r);
}

function horner(coefficients: readonly number[], x: number): number {
  return coefficients.reduce((sum, coefficient) => sum * x + coefficient, 0);
}
