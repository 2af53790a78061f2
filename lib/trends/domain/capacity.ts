import type { Forecast, ForecastPoint } from "@/lib/kernel/statistics/forecast";

/** What work costs, as people said; nothing of it is measured. */
export interface Effort {
  readonly hoursPerDeployment: number;
  readonly hoursPerFailure: number;
  /** Hours a week that one person of the release team has for this. */
  readonly hoursPerPerson: number;
}

export interface CapacityWeek {
  readonly ahead: number;
  readonly deployments: ForecastPoint;
  readonly failures: ForecastPoint;
  /** Hours of work, and the people that they need. */
  readonly hours: { readonly expected: number; readonly low: number; readonly high: number };
  readonly people: { readonly expected: number; readonly low: number; readonly high: number };
}

/**
 * The work that is forecast, in hours and people. Deployments and failures rise and fall together, so their ends are added:
 * the interval is on the safe side.
 */
export function capacityOf(deployments: Forecast, failures: Forecast, effort: Effort): readonly CapacityWeek[] {
  return deployments.points.flatMap((point, at): CapacityWeek[] => {
    const failure = failures.points[at];
    if (!failure) return [];
    const hoursOf = (end: "expected" | "low" | "high"): number =>
      point[end] * effort.hoursPerDeployment + failure[end] * effort.hoursPerFailure;
    const hours = { expected: hoursOf("expected"), low: hoursOf("low"), high: hoursOf("high") };
    const people = {
      expected: hours.expected / effort.hoursPerPerson,
      low: hours.low / effort.hoursPerPerson,
      high: hours.high / effort.hoursPerPerson,
    };
    return [{ ahead: point.ahead, deployments: point, failures: failure, hours, people }];
  });
}

export interface Need {
  /** Whole people that are enough in nine of ten futures of the last week, against those there are. */
  readonly people: number;
  readonly missing: number;
  /** Failures a week at which the present people would be enough; null when they are, or never would be. */
  readonly failuresToFit: number | null;
}

/** What would it need: for the last week forecast, with the people there are today. */
export function needOf(weeks: readonly CapacityWeek[], effort: Effort, peopleNow: number): Need | null {
  const last = weeks.at(-1);
  if (!last) return null;
  const people = Math.ceil(last.people.high - 1e-9);
  const missing = Math.max(0, people - peopleNow);
  const left = peopleNow * effort.hoursPerPerson - last.deployments.high * effort.hoursPerDeployment;
  const failuresToFit =
    missing === 0 || left < 0 || effort.hoursPerFailure === 0 ? null : left / effort.hoursPerFailure;
  return { people, missing, failuresToFit };
}
