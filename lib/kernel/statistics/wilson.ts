export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** Wilson score interval of a share, `events` of `trials`, at `z` standard errors (Wilson 1927). [0, 1] without trials. */
export function wilsonInterval(events: number, trials: number, z: number): Interval {
  if (trials <= 0) return { low: 0, high: 1 };
  const share = events / trials;
  const z2 = z * z;
  const middle = (share + z2 / (2 * trials)) / (1 + z2 / trials);
  const half = (z / (1 + z2 / trials)) * Math.sqrt((share * (1 - share)) / trials + z2 / (4 * trials * trials));
  return {
    low: events === 0 ? 0 : Math.max(0, middle - half),
    high: events === trials ? 1 : Math.min(1, middle + half),
  };
}

/** Newcombe's hybrid score interval (method 10, 1998) of the difference of two independent shares, first minus second. */
export function shareDifferenceInterval(
  first: { readonly events: number; readonly trials: number },
  second: { readonly events: number; readonly trials: number },
  z: number,
): Interval {
  const a = wilsonInterval(first.events, first.trials, z);
  const b = wilsonInterval(second.events, second.trials, z);
  const pa = first.trials > 0 ? first.events / first.trials : 0.5;
  const pb = second.trials > 0 ? second.events / second.trials : 0.5;
  return {
    low: pa - pb - Math.hypot(pa - a.low, b.high - pb),
    high: pa - pb + Math.hypot(a.high - pa, pb - b.low),
  };
}
