import { binomialUpperTail } from "@/lib/kernel/statistics/binomial";

/** Support tickets about a service around the release that runs there. */
export interface CustomerTickets {
  /** Since the release, of `sinceMs`. Those that name another version are left out. */
  readonly since: number;
  readonly sinceMs: number;
  /** Of those, how many name this version. */
  readonly named: number;
  /** Of the `beforeMs` before it; `beforeMs` is 0 when tickets were not told of yet. */
  readonly before: number;
  readonly beforeMs: number;
}

export interface Complaints {
  /** More than chance explains, or enough that name the version. */
  readonly isUnusual: boolean;
  readonly sentence: string;
}

/** So few are no sign, however rare they are otherwise. */
const fewest = 3;
/** Every release of an installation is looked at again and again: one in a thousand. */
const significance = 0.001;
const hourMs = 3_600_000;

/**
 * Do customers complain more since a release than before it? Given all tickets, each falls into the time since the release with the
 * probability of that time's share, if nothing changed: an exact binomial test (the conditional test of two Poisson rates; Przyborowski
 * and Wilenski, 1940). Tickets that name the version need no comparison.
 */
export function complaintsOf({ since, sinceMs, named, before, beforeMs }: CustomerTickets): Complaints {
  const isRise =
    beforeMs > 0 &&
    sinceMs > 0 &&
    since >= fewest &&
    binomialUpperTail(since, since + before, sinceMs / (sinceMs + beforeMs)) < significance;
  const count = `${since} support ${since === 1 ? "ticket" : "tickets"} in ${hours(sinceMs)} since it began`;
  const usual = beforeMs > 0 ? `, where ${short((before * sinceMs) / beforeMs)} would be usual` : "";
  const naming = named > 0 ? `; ${named} ${named === 1 ? "names" : "name"} this version` : "";
  return { isUnusual: isRise || named >= fewest, sentence: `${count}${usual}${naming}.` };
}

function hours(ms: number): string {
  const rounded = Math.max(1, Math.round(ms / hourMs));
  return rounded === 1 ? "an hour" : `${rounded} hours`;
}

function short(value: number): string {
  return String(Number(value.toFixed(1)));
}
