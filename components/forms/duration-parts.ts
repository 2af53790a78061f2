/** A length of time as a number and a unit, for inputs. */

export const durationUnits = [
  { unit: "ms", label: "ms", ms: 1 },
  { unit: "s", label: "seconds", ms: 1_000 },
  { unit: "min", label: "minutes", ms: 60_000 },
  { unit: "h", label: "hours", ms: 3_600_000 },
  { unit: "d", label: "days", ms: 86_400_000 },
] as const;
export type DurationUnit = (typeof durationUnits)[number]["unit"];

/** The largest unit that gives a whole number: 90 000 ms is 90 seconds, 120 000 is 2 minutes, 0 is 0 seconds. */
export function unitOf(durationMs: number): DurationUnit {
  if (!Number.isFinite(durationMs) || durationMs === 0) return "s";
  return durationUnits.findLast(({ ms }) => durationMs % ms === 0)?.unit ?? "ms";
}

export function msPerUnit(unit: DurationUnit): number {
  return durationUnits.find((entry) => entry.unit === unit)?.ms ?? 1;
}
