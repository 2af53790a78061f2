import type { SourceView } from "@/lib/telemetry/source-contract";

type Reliability = SourceView["reliability"];

const statuses = { reliable: "healthy", patchy: "at_risk", dark: "failed", unused: "no_data" } as const;

/** Share of the minutes that it told, rounded down: what is missing is never rounded away. */
function percentOf(share: number): string {
  return `${Math.floor(1_000 * share) / 10} %`;
}

/** The score as a badge; a source of which nothing was expected has none. */
export function reliabilityBadge({ grade, share }: Reliability): {
  readonly status: (typeof statuses)[Reliability["grade"]];
  readonly label: string;
} {
  return { status: statuses[grade], label: share === null ? "Nothing expected" : percentOf(share) };
}

/** The score in words, with what it is made of. */
export function reliabilityWords({ share, known, expected }: Reliability): string {
  if (share === null)
    return "No target trusts it first, or none did for a whole hour yet: nothing was expected of it in the last 24 hours.";
  return `It told ${known} of ${expected} minutes of the last 24 whole hours, of the targets that trust it first. What it did not tell is unknown: no breach, and no pass.`;
}
