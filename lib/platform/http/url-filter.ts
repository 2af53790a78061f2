/** Filters of a list as addresses hold them: text by name, absent when not set. Client-safe. */
export type UrlFilter<Name extends string> = Readonly<Partial<Record<Name, string>>>;

/** The filters of these names out of an address's parameters. Empty and repeated ones count as not set. */
export function pickFilter<const Name extends string>(
  names: readonly Name[],
  from: Readonly<Record<string, unknown>>,
): UrlFilter<Name> {
  const picked: Partial<Record<Name, string>> = {};
  for (const name of names) {
    const value = from[name];
    if (typeof value === "string" && value !== "") picked[name] = value;
  }
  return picked;
}

/** `?a=1&b=2`, or nothing when no filter is set. */
export function toSearch(filter: Readonly<Record<string, string | undefined>>): string {
  const set = Object.entries(filter).filter((entry): entry is [string, string] => Boolean(entry[1]));
  return set.length === 0 ? "" : `?${new URLSearchParams(set)}`;
}

const hour = 3_600_000;
const periodLengths: Readonly<Record<string, number>> = {
  "24h": 24 * hour,
  "7d": 168 * hour,
  "30d": 720 * hour,
  "90d": 2160 * hour,
};

/** Choices for how far back a list looks. */
export const periods = [
  { value: "24h", label: "Last 24 hours" },
  { value: "7d", label: "Last 7 days" },
  { value: "30d", label: "Last 30 days" },
  { value: "90d", label: "Last 90 days" },
] as const;

/** The moment at which a chosen period begins, in ISO 8601 to the minute; undefined for no or an unknown period. */
export function periodStart(period: string | undefined, nowMs: number): string | undefined {
  const length = periodLengths[period ?? ""];
  if (length === undefined) return undefined;
  return new Date(Math.floor((nowMs - length) / 60_000) * 60_000).toISOString();
}
