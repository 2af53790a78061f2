/**
 * An exact fraction of whole numbers in lowest terms; the denominator is positive. Levels and budgets are compared as fractions, so
 * that no rounding ever decides (a burn of 14.44 is above 14.4).
 */
export interface Rational {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/** `numerator / denominator`. Throws RangeError when the denominator is 0. */
export function rational(numerator: bigint, denominator = 1n): Rational {
  if (denominator === 0n) throw new RangeError("a fraction over 0");
  const divisor = greatestCommonDivisor(numerator, denominator) * (denominator < 0n ? -1n : 1n);
  return { numerator: numerator / divisor, denominator: denominator / divisor };
}

export const zero: Rational = { numerator: 0n, denominator: 1n };
export const one: Rational = { numerator: 1n, denominator: 1n };

function greatestCommonDivisor(left: bigint, right: bigint): bigint {
  let a = left < 0n ? -left : left;
  let b = right < 0n ? -right : right;
  while (b !== 0n) [a, b] = [b, a % b];
  return a === 0n ? 1n : a;
}

export function plus(left: Rational, right: Rational): Rational {
  return rational(
    left.numerator * right.denominator + right.numerator * left.denominator,
    left.denominator * right.denominator,
  );
}

export function minus(left: Rational, right: Rational): Rational {
  return plus(left, { numerator: -right.numerator, denominator: right.denominator });
}

export function times(left: Rational, right: Rational): Rational {
  return rational(left.numerator * right.numerator, left.denominator * right.denominator);
}

/** Throws RangeError when `right` is 0. */
export function dividedBy(left: Rational, right: Rational): Rational {
  return rational(left.numerator * right.denominator, left.denominator * right.numerator);
}

/** Below 0 when `left` is smaller, 0 when equal, above 0 when larger. */
export function compare(left: Rational, right: Rational): number {
  const difference = left.numerator * right.denominator - right.numerator * left.denominator;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** The nearest number that JavaScript has; for drawing, never for deciding. */
export function toNumber(value: Rational): number {
  const { numerator, denominator } = value;
  const whole = numerator / denominator;
  return Number(whole) + Number(((numerator % denominator) * 10n ** 18n) / denominator) / 1e18;
}

/** A decimal number as people write it (`99.9`, `-0.25`, `14.4`) as an exact fraction. Throws RangeError for other text. */
export function fromDecimal(text: string): Rational {
  const match = /^(-?)(\d{1,30})(?:\.(\d{1,30}))?$/.exec(text.trim());
  if (!match) throw new RangeError(`not a decimal number: ${text.slice(0, 40)}`);
  const [, sign, whole = "0", part = ""] = match;
  const numerator = BigInt(whole + part) * (sign === "-" ? -1n : 1n);
  return rational(numerator, 10n ** BigInt(part.length));
}

/**
 * Decimal text cut (never rounded) after `digits` places, so that what is shown never looks better than what is: 0.99999 with
 * two digits is `0.99`.
 */
export function toDecimal(value: Rational, digits: number): string {
  const scale = 10n ** BigInt(digits);
  const scaled = (value.numerator * scale) / value.denominator;
  // Division of bigint cuts towards zero; below zero that would flatter, so one more is taken.
  const isCut = scaled * value.denominator !== value.numerator * scale;
  const shown = value.numerator < 0n && isCut ? scaled - 1n : scaled;
  const magnitude = shown < 0n ? -shown : shown;
  const text = magnitude.toString().padStart(digits + 1, "0");
  const sign = shown < 0n ? "-" : "";
  return digits === 0 ? `${sign}${text}` : `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}
