import type { AlarmKind, RouteMatch } from "../contract";

/** What routing looks at of an alarm. Names are slugs; null where an alarm has no such place. */
export interface RoutedAlarm {
  readonly kind: AlarmKind;
  readonly objective: string | null;
  readonly service: string | null;
  readonly team: string | null;
  readonly environment: string | null;
  readonly tier: number | null;
}

export interface Route {
  readonly id: string;
  readonly name: string;
  readonly connectionId: string;
  readonly match: RouteMatch;
}

/**
 * The routes by which an alarm is told, in the order of their names: those of which every list fits. A connection is told once,
 * however many routes lead to it; the first one is named. `named`: routes that whoever raises the alarm names, whatever they take otherwise;
 * names that are no route tell nobody.
 */
export function routesFor<One extends Route>(
  alarm: RoutedAlarm,
  routes: readonly One[],
  named: readonly string[] = [],
): One[] {
  const byConnection = new Map<string, One>();
  for (const route of [...routes].sort(byName)) {
    if ((!takes(route.match, alarm) && !named.includes(route.name)) || byConnection.has(route.connectionId)) continue;
    byConnection.set(route.connectionId, route);
  }
  return [...byConnection.values()];
}

/** Does a route take this alarm? A list that is empty takes every place, also an alarm without one. */
export function takes(match: RouteMatch, alarm: RoutedAlarm): boolean {
  const fits = <Value>(wanted: readonly Value[], value: Value | null): boolean =>
    wanted.length === 0 || (value !== null && wanted.includes(value));
  const kinds: readonly string[] = match.kinds;
  return (
    kinds.includes(alarm.kind) &&
    fits(match.services, alarm.service) &&
    fits(match.teams, alarm.team) &&
    fits(match.environments, alarm.environment) &&
    fits(match.objectives, alarm.objective) &&
    fits(match.tiers, alarm.tier)
  );
}

function byName(left: Route, right: Route): number {
  return left.name.localeCompare(right.name, "en") || (left.id < right.id ? -1 : 1);
}
