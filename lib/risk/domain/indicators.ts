/**
 * What is known about a change before it ships. Every indicator is about the service, the change and the moment, none about
 * a person.
 */
export const indicators = {
  tests_failed: "Failed test runs of the last 14 days",
  failed_lately: "Failed among the last 20 deployments",
  rolled_back_lately: "Rollbacks among the last 20 deployments",
  change_size: "Lines changed",
  review_time: "Time in review",
  outside_hours: "Outside of working hours",
  before_weekend: "Friday afternoon",
  incidents_lately: "Incidents of the last 7 days",
  pause: "Days since the last deployment",
  first_after_pause: "First after a pause of more than 14 days",
  haste: "Deployments of the last 24 hours",
  dependencies: "Services that depend on it",
  tier: "Tier of the service",
} as const;

export type IndicatorName = keyof typeof indicators;
export const indicatorNames = Object.keys(indicators) as readonly IndicatorName[];

/** Value of each indicator as people read it; null: not known. */
export type Indicators = Readonly<Record<IndicatorName, number | null>>;

/** Sizes and durations differ by factors, so the model sees their logarithm; the rest goes in as it is. */
const onLogarithm: ReadonlySet<IndicatorName> = new Set([
  "change_size",
  "review_time",
  "incidents_lately",
  "pause",
  "haste",
  "dependencies",
]);

/** The number that the model works with; null stays null. */
export function modelValue(name: IndicatorName, value: number | null): number | null {
  if (value === null || !Number.isFinite(value)) return null;
  return onLogarithm.has(name) ? Math.log1p(Math.max(0, value)) : value;
}
