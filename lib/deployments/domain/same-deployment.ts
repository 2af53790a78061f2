import { type Instant, msBetween } from "@/lib/kernel/instant";

/** A span of time with a name; open when it has not ended. */
export interface Span {
  readonly id: string;
  readonly startedAt: Instant;
  readonly finishedAt: Instant | null;
}

/** A pipeline reports before it asks us, and after we are done. */
export const reportSlackMs = 10 * 60_000;

/**
 * Which of our own rollouts of the same service, environment and version a pipeline means: one whose time overlaps its own, the one
 * that began nearest. Null when none does.
 */
export function sameDeployment(reported: Omit<Span, "id">, ours: readonly Span[]): Span | null {
  let best: Span | null = null;
  for (const one of ours) {
    if (!overlaps(reported, one)) continue;
    if (best === null || distance(reported, one) < distance(reported, best)) best = one;
    else if (distance(reported, one) === distance(reported, best) && one.id < best.id) best = one;
  }
  return best;
}

function distance(left: Omit<Span, "id">, right: Omit<Span, "id">): number {
  return Math.abs(msBetween(left.startedAt, right.startedAt));
}

function overlaps(left: Omit<Span, "id">, right: Omit<Span, "id">): boolean {
  return startsBeforeEnd(left, right) && startsBeforeEnd(right, left);
}

function startsBeforeEnd(one: Omit<Span, "id">, other: Omit<Span, "id">): boolean {
  return other.finishedAt === null || one.startedAt <= other.finishedAt + reportSlackMs;
}
