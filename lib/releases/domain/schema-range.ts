import type { Reason } from "@/lib/kernel/result";

/** On which versions of its database's schema a version of a service can run, both ends included. */
export interface SchemaRange {
  readonly version: string;
  readonly min: number;
  readonly max: number;
}

export interface SchemaFacts {
  readonly service: string;
  readonly environment: string;
  readonly version: string;
  /** Today's schema there; null when nobody told. */
  readonly current: number | null;
  /** What versions of the service declared, newest version first. */
  readonly ranges: readonly SchemaRange[];
}

/** How many alternatives are named. */
const alternativesMax = 3;

/** Can a version with this range run on this schema? */
export function runsOn({ min, max }: Pick<SchemaRange, "min" | "max">, schema: number): boolean {
  return min <= schema && schema <= max;
}

/**
 * Why a version cannot run on today's schema, with the versions that can. Empty when it can, and where nobody declared anything: what is
 * not known holds nobody up.
 */
export function schemaReasons({ service, environment, version, current, ranges }: SchemaFacts): Reason[] {
  const own = ranges.find((range) => range.version === version);
  if (own === undefined || current === null || runsOn(own, current)) return [];
  const can = ranges.filter((range) => runsOn(range, current)).map((range) => range.version);
  const named = can.slice(0, alternativesMax).join(", ");
  const migrate =
    current < own.min
      ? `Migrate the schema to ${own.min} first. `
      : "Migrations only go forward, so it cannot come back. ";
  const other =
    can.length === 0
      ? "No other version that declared its schemas can run there: ship one that does."
      : `What can run there: ${named}${can.length > alternativesMax ? ` and ${can.length - alternativesMax} more` : ""}.`;
  return [
    {
      code: "schema_incompatible",
      field: "version",
      message: `${version} runs on schema ${own.min} to ${own.max}, and ${service} in ${environment} is at ${current}.`,
      remedy: `${migrate}${other}`,
      facts: { schema: current, min: own.min, max: own.max, alternatives: can.slice(0, alternativesMax).join(", ") },
    },
  ];
}

/** Why a migration cannot have gone there; empty when it can. */
export function stepReasons(current: number | null, to: number): Reason[] {
  if (current === null || to >= current) return [];
  return [
    {
      code: "schema_backwards",
      field: "schema",
      message: `The schema is at ${current}, and migrations only go forward.`,
      remedy: `Send ${current} or a later one; what is wrong is mended by another migration.`,
    },
  ];
}
