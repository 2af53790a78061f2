import type { Instant } from "@/lib/kernel/instant";
import type { Reason } from "@/lib/kernel/result";

/** Clocks of other systems may be ahead of ours by this much. */
export const clockSkewMs = 5 * 60_000;

export interface CandidateRow {
  readonly service: string;
  readonly environment: string;
  readonly version: string;
  readonly startedAt: Instant;
  readonly finishedAt: Instant;
  readonly state: string;
  readonly externalRef: string;
}

/** A deployment that was stored before under the same service, environment and external reference. */
export interface KnownDeployment {
  readonly id: string;
  readonly version: string;
  readonly startedAt: Instant;
  readonly finishedAt: Instant | null;
  readonly state: string;
}

export interface ImportFacts {
  readonly now: Instant;
  readonly services: ReadonlySet<string>;
  readonly environments: ReadonlySet<string>;
  /** By `refKey`. */
  readonly known: ReadonlyMap<string, KnownDeployment>;
}

/** What makes two rows the same deployment. */
export function refKey(row: { service: string; environment: string; externalRef: string }): string {
  return JSON.stringify([row.service, row.environment, row.externalRef]);
}

/** Everything that is wrong with `rows`, each reason naming its row and field (`rows.3.startedAt`); empty when nothing. */
export function faultsOf(rows: readonly CandidateRow[], facts: ImportFacts): Reason[] {
  const firstAt = new Map<string, number>();
  return rows.flatMap((row, index) => {
    const key = refKey(row);
    const earlier = firstAt.get(key);
    if (earlier === undefined) firstAt.set(key, index);
    const twice = earlier === undefined ? [] : [givenTwice(earlier)];
    const faults = [...placeFaults(row, facts), ...timeFaults(row, facts.now), ...twice, ...knownFaults(row, facts)];
    return faults.map((fault) => ({ ...fault, field: `rows.${index}.${fault.field}` }));
  });
}

function placeFaults(row: CandidateRow, facts: ImportFacts): Reason[] {
  return [
    ...(facts.services.has(row.service) ? [] : [unknownPlace("service", row.service)]),
    ...(facts.environments.has(row.environment) ? [] : [unknownPlace("environment", row.environment)]),
  ];
}

function unknownPlace(field: "service" | "environment", slug: string): Reason {
  return {
    code: `unknown_${field}`,
    field,
    message: `There is no ${field} “${slug}”.`,
    remedy: `Create the ${field} first, or correct the slug.`,
  };
}

function timeFaults(row: CandidateRow, now: Instant): Reason[] {
  const faults: Reason[] = [];
  if (row.finishedAt < row.startedAt) {
    const message = "It ends before it starts.";
    faults.push({ code: "ends_before_start", field: "finishedAt", message, remedy: "Exchange or correct the times." });
  }
  for (const field of ["startedAt", "finishedAt"] as const) {
    if (row[field] <= now + clockSkewMs) continue;
    const message = "It lies in the future.";
    faults.push({ code: "in_the_future", field, message, remedy: "Import deployments that have happened." });
  }
  return faults;
}

function givenTwice(earlier: number): Reason {
  return {
    code: "given_twice",
    field: "externalRef",
    message: `Row ${earlier} has the same reference for the same service and environment.`,
    remedy: "Send each deployment once.",
  };
}

function knownFaults(row: CandidateRow, facts: ImportFacts): Reason[] {
  const known = facts.known.get(refKey(row));
  if (!known || saysTheSame(row, known)) return [];
  return [
    {
      code: "imported_differently",
      field: "externalRef",
      message: "A deployment with this reference was imported with other facts.",
      remedy: "Use another reference for another deployment.",
      facts: { id: known.id, version: known.version, state: known.state },
    },
  ];
}

function saysTheSame(row: CandidateRow, known: KnownDeployment): boolean {
  return (
    row.version === known.version &&
    row.state === known.state &&
    row.startedAt === known.startedAt &&
    row.finishedAt === known.finishedAt
  );
}
