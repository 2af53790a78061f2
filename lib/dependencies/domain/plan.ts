import { assert } from "@/lib/kernel/assert";
import type { Link, Move, Running } from "./facts";
import type { Knowledge } from "./knowledge";
import { afterMoves, linkKey } from "./verdict";

/** `first` moves before `second`, or at the same moment: between the two would be a broken link. */
export interface Precedence {
  readonly first: string;
  readonly second: string;
  /** The link that would be broken in between. */
  readonly because: Link;
}

/** What moves at once. One move: a rollout, with both versions live meanwhile. Several: one switch, because no order is safe. */
export interface Stage {
  readonly moves: readonly Move[];
}

export type Plan =
  /** What would be broken at the end, so that no order helps. */
  | { readonly kind: "impossible"; readonly broken: readonly Link[] }
  | {
      readonly kind: "ordered";
      readonly stages: readonly Stage[];
      readonly precedences: readonly Precedence[];
      /** Links that nobody can judge, at the end or on the way. */
      readonly unknown: readonly Link[];
    };

export interface PlanQuestion {
  readonly running: Running;
  readonly knowledge: Knowledge;
  readonly moves: readonly Move[];
}

/** Every link between what runs, of which at least one end is in `about`; ignored ones left out. */
export function linksAmong(running: Running, knowledge: Knowledge, about: ReadonlySet<string>): Link[] {
  const links: Link[] = [];
  for (const [consumer, versions] of running) {
    for (const version of versions) {
      for (const relation of knowledge.needsOf(consumer, version).relations) {
        const isAbout = about.has(consumer) || about.has(relation.provider);
        if (!isAbout || knowledge.ignored(consumer, relation.provider)) continue;
        links.push(...knowledge.linksTo(consumer, version, relation, running));
      }
    }
  }
  return links;
}

/**
 * A safe order of moves. A rollout of one service passes through what was before, both, and what comes after; every link in between is one
 * of the state before or of the state after, so an order is safe when every state between two stages is. A link that is broken forbids a
 * mixture of an old and a new end, which is a precedence; services that precede each other in a circle must move at once, and the strongly
 * connected components are the smallest such sets (Tarjan 1972). What is broken already at the beginning is not held against the plan.
 */
export function planMoves({ running, knowledge, moves }: PlanQuestion): Plan {
  const about = new Set(moves.map(({ service }) => service));
  const before = linksAmong(running, knowledge, about);
  const tolerated = new Set(before.filter(({ answer }) => answer === "no").map(linkKey));
  const end = linksAmong(afterMoves(running, moves), knowledge, about);
  const broken = end.filter((link) => link.answer === "no" && !tolerated.has(linkKey(link)));
  if (broken.length > 0) return { kind: "impossible", broken };
  const mixed = moves.flatMap((move) => mixedLinks({ running, knowledge, moves, move }));
  const precedences = mixed
    .filter(({ link }) => link.answer === "no" && !tolerated.has(linkKey(link)))
    .map(({ first, second, link }) => ({ first, second, because: link }));
  const known = new Set(before.map(linkKey));
  const isOpen = (link: Link) => link.answer === "unknown" && !known.has(linkKey(link));
  const wishes = mixed.filter(({ link }) => isOpen(link));
  const stages = stagesOf(moves, precedences, wishes);
  const place = new Map(stages.flatMap((stage, index) => stage.moves.map(({ service }) => [service, index] as const)));
  // A mixture that this order does not pass through is not a risk of it.
  const met = wishes.filter(({ first, second }) => (place.get(first) ?? 0) > (place.get(second) ?? 0));
  const open = [...end.filter(isOpen), ...met.map(({ link }) => link)];
  return {
    kind: "ordered",
    stages,
    precedences,
    unknown: [...new Map(open.map((link) => [linkKey(link), link])).values()],
  };
}

/** Links between one service as it will be and the other moved ones as they are, in both directions. */
function mixedLinks(given: PlanQuestion & { readonly move: Move }): { first: string; second: string; link: Link }[] {
  const { running, knowledge, moves, move } = given;
  const others = new Set(moves.map(({ service }) => service).filter((service) => service !== move.service));
  const mixture = afterMoves(running, [move]);
  const links: { first: string; second: string; link: Link }[] = [];
  const here = new Set([move.service]);
  for (const link of linksAmong(mixture, knowledge, here)) {
    const other = link.consumer === move.service ? link.provider : link.consumer;
    // The other one must have moved too before this one may.
    if (others.has(other)) links.push({ first: other, second: move.service, link });
  }
  return links;
}

type Order = Pick<Precedence, "first" | "second">;

/**
 * Stages in an order that keeps the precedences. Of several that could be next, one that goes against no wish (mixtures that nobody can
 * judge), and of these the one whose first name comes first.
 */
function stagesOf(moves: readonly Move[], precedences: readonly Order[], wishes: readonly Order[]): Stage[] {
  const byService = new Map(moves.map((move) => [move.service, move]));
  const names = [...byService.keys()].sort();
  const after = new Map(names.map((name) => [name, new Set<string>()]));
  for (const { first, second } of precedences) after.get(first)?.add(second);
  const groups = components(names, after);
  const groupOf = new Map(groups.flatMap((group, index) => group.map((name) => [name, index] as const)));
  const needed = waitsOf(groups, groupOf, precedences);
  const wished = waitsOf(groups, groupOf, wishes);
  const done = new Set<number>();
  const stages: Stage[] = [];
  while (done.size < groups.length) {
    const isFree = (waits: readonly number[] | undefined) => (waits ?? []).every((one) => done.has(one));
    const ready = [...groups.keys()].filter((index) => !done.has(index) && isFree(needed[index]));
    const next = ready.find((index) => isFree(wished[index])) ?? ready[0];
    assert(
      next !== undefined,
      "groups that reach each other are one group, so that one of the others can always be next",
    );
    done.add(next);
    stages.push({ moves: (groups[next] ?? []).flatMap((name) => byService.get(name) ?? []) });
  }
  return stages;
}

/** For each group those that come before it. */
function waitsOf(
  groups: readonly (readonly string[])[],
  groupOf: ReadonlyMap<string, number>,
  orders: readonly Order[],
): number[][] {
  const waits = groups.map((): number[] => []);
  for (const { first, second } of orders) {
    const from = groupOf.get(first);
    const to = groupOf.get(second);
    if (from !== undefined && to !== undefined && from !== to) waits[to]?.push(from);
  }
  return waits;
}

/** Sets of names of which each reaches each other one; each set in order of names, and the sets by their first. */
function components(names: readonly string[], after: ReadonlyMap<string, ReadonlySet<string>>): string[][] {
  const reach = new Map(names.map((name) => [name, reachable([name], after)]));
  const groups: string[][] = [];
  const taken = new Set<string>();
  for (const name of names) {
    if (taken.has(name)) continue;
    const group = names.filter((other) => reach.get(name)?.has(other) && reach.get(other)?.has(name));
    for (const one of group) taken.add(one);
    groups.push(group);
  }
  return groups;
}

function reachable(starts: readonly string[], after: ReadonlyMap<string, ReadonlySet<string>>): Set<string> {
  const met = new Set(starts);
  for (const name of met) for (const next of after.get(name) ?? []) met.add(next);
  return met;
}

/** The way back: the stages from the last to the first. It passes through the same states, so it is as safe as the way there. */
export function wayBack(stages: readonly Stage[]): Stage[] {
  return stages.toReversed();
}

/**
 * What has to go back when one of the services that moved does: it, and whatever moved that cannot live without its move, and so on. No
 * other. `moved` is in the order in which they moved; the answer in the order in which they go back, which is the reverse.
 */
export function affectedClosure(
  precedences: readonly Pick<Precedence, "first" | "second">[],
  moved: readonly string[],
  failed: string,
): string[] {
  const after = new Map<string, Set<string>>();
  const isMoved = new Set(moved);
  for (const { first, second } of precedences) {
    if (!isMoved.has(second)) continue;
    const known = after.get(first) ?? new Set();
    after.set(first, known.add(second));
  }
  const affected = reachable([failed], after);
  return moved.toReversed().filter((name) => affected.has(name));
}
