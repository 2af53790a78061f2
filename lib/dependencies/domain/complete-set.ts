import type { Link, Move, Running } from "./facts";
import type { Knowledge } from "./knowledge";
import { linksAmong } from "./plan";
import { afterMoves, linkKey } from "./verdict";

/** Bounds of the search, so that no question keeps anybody waiting. */
export const completionLimits = { maxExtraMoves: 5, maxStates: 5_000 } as const;

export interface CompletionQuestion {
  readonly running: Running;
  readonly knowledge: Knowledge;
  readonly moves: readonly Move[];
  /** Versions that a service could go to, the best first. */
  candidates(service: string): readonly string[];
}

export type Completion =
  /** The moves that have to come along; empty when nothing is broken without them. */
  | { readonly kind: "found"; readonly extra: readonly Move[] }
  /** No set within `maxExtraMoves` works. */
  | { readonly kind: "none" }
  /** Too many combinations to say. */
  | { readonly kind: "too_many" };

/**
 * The smallest set of further moves with which nothing is broken at the end. A broken link is only mended by moving one of its two ends, so
 * the search branches over these, and deepens one move at a time: what it finds first is smallest.
 */
export function completeSet(question: CompletionQuestion): Completion {
  const asked = new Set(question.moves.map(({ service }) => service));
  const budget = { states: completionLimits.maxStates, isSpent: false };
  for (let depth = 0; depth <= completionLimits.maxExtraMoves; depth += 1) {
    const extra = search({ ...question, budget, asked }, [], depth);
    if (extra) return { kind: "found", extra };
    if (budget.isSpent) return { kind: "too_many" };
  }
  return { kind: "none" };
}

interface Searched extends CompletionQuestion {
  readonly asked: ReadonlySet<string>;
  readonly budget: { states: number; isSpent: boolean };
}

function search(question: Searched, extra: readonly Move[], depth: number): readonly Move[] | null {
  const { budget } = question;
  budget.states -= 1;
  if (budget.states < 0) {
    budget.isSpent = true;
    return null;
  }
  const broken = firstBroken(question, extra);
  if (broken === null) return extra;
  if (depth === 0) return null;
  for (const move of mendingMoves(question, extra, broken)) {
    const found = search(question, [...extra, move], depth - 1);
    if (found || budget.isSpent) return found;
  }
  return null;
}

/** Every move of one of the two ends of a broken link, the provider's first. What was asked for is not changed. */
function mendingMoves(question: Searched, extra: readonly Move[], broken: Link): Move[] {
  const moved = new Set([...question.asked, ...extra.map(({ service }) => service)]);
  const ends = [broken.provider, broken.consumer].filter((service) => !moved.has(service));
  return ends.flatMap((service) => {
    const now = question.running.get(service) ?? [];
    const others = question.candidates(service).filter((version) => now.length !== 1 || now[0] !== version);
    return others.map((version) => ({ service, version }));
  });
}

/** A link that would be broken at the end and is not broken now. */
function firstBroken({ running, knowledge, moves }: Searched, extra: readonly Move[]): Link | null {
  const all = [...moves, ...extra];
  const about = new Set(all.map(({ service }) => service));
  const isBroken = ({ answer }: Link) => answer === "no";
  const tolerated = new Set(linksAmong(running, knowledge, about).filter(isBroken).map(linkKey));
  const end = linksAmong(afterMoves(running, all), knowledge, about);
  return end.find((link) => isBroken(link) && !tolerated.has(linkKey(link))) ?? null;
}
