/** What a baseline or target is about: `all`, `service:checkout` or `team:payments`. */
export interface ScopeParts {
  readonly service: string | null;
  readonly team: string | null;
}

/** The place that a scope names. */
export function scopePartsOf(scope: string): ScopeParts {
  const [kind, slug = null] = scope.split(":", 2);
  return { service: kind === "service" ? slug : null, team: kind === "team" ? slug : null };
}

/** A scope as people say it. */
export function scopeWords(scope: string): string {
  const { service, team } = scopePartsOf(scope);
  if (service !== null) return `service ${service}`;
  return team === null ? "all services" : `team ${team}`;
}

/** The page where the targets of a scope stand. */
export function targetHref(scope: string): string {
  const { service, team } = scopePartsOf(scope);
  const query = service === null ? (team === null ? "" : `?team=${team}`) : `?service=${service}`;
  return `/insights/benchmarks${query}`;
}
