import { compare, minus, one, plus, type Rational, rational, times, toDecimal, zero } from "@/lib/kernel/rational";

/** What a service stands on, with the level that is promised of it; null while nothing is promised. */
export interface PromisedDependency {
  readonly name: string;
  /** Dependencies of the same group stand in for each other; null: it stands alone, and all need it. */
  readonly group: string | null;
  readonly level: Rational | null;
}

/** The level that a service can have at most by what it stands on, 0 to 1. */
export interface Allowed {
  /** When failures never happen at the same time. */
  readonly worst: Rational;
  /** When they happen independently of each other; null while something is not known. */
  readonly independent: Rational | null;
  /** When they always happen at the same time. */
  readonly best: Rational;
}

/**
 * `holds`: whatever fails together. `holds_if_independent`: only when failures do not gather. `doubtful`: only when they mostly come
 * together. `cannot`: not even then. `unknown`: something is not promised, and without it nothing can be said.
 */
export type PromiseVerdict = "holds" | "holds_if_independent" | "doubtful" | "cannot" | "unknown";

export interface PromiseCheck extends Allowed {
  readonly verdict: PromiseVerdict;
  /** The arithmetic, line by line. */
  readonly steps: readonly string[];
}

/**
 * Can `target` be kept by a service that stands on these? Alone ones are in series, groups are parallel: availability of serial and
 * parallel systems for the independent case, Fréchet–Boole bounds for the others. The service's own failures come on top.
 */
export function checkPromise(target: Rational, dependencies: readonly PromisedDependency[]): PromiseCheck {
  const groups = groupsOf(dependencies);
  const parts = groups.map(({ members }) => parallel(members));
  const allowed = serial(parts);
  const steps = groups.map(({ members }, index) => groupStep(members, parts[index] as Allowed));
  return { ...allowed, verdict: verdictOf(target, allowed), steps: [...steps, lastStep(allowed, parts, target)] };
}

function groupsOf(dependencies: readonly PromisedDependency[]): { readonly members: PromisedDependency[] }[] {
  const groups: { readonly group: string | null; readonly members: PromisedDependency[] }[] = [];
  for (const dependency of dependencies) {
    const known = dependency.group === null ? undefined : groups.find(({ group }) => group === dependency.group);
    if (known) known.members.push(dependency);
    else groups.push({ group: dependency.group, members: [dependency] });
  }
  return groups;
}

/** One of them is enough. */
function parallel(members: readonly PromisedDependency[]): Allowed {
  const worsts = members.map(({ level }) => level ?? zero);
  const bests = members.map(({ level }) => level ?? one);
  const isKnown = members.every(({ level }) => level !== null);
  const together = bests.reduce(plus, zero);
  return {
    worst: worsts.reduce((most, level) => (compare(level, most) > 0 ? level : most), zero),
    independent: isKnown ? minus(one, bests.map((level) => minus(one, level)).reduce(times, one)) : null,
    best: compare(together, one) < 0 ? together : one,
  };
}

/** All of them are needed. */
function serial(parts: readonly Allowed[]): Allowed {
  const together = minus(
    parts.map(({ worst }) => worst).reduce(plus, zero),
    rational(BigInt(Math.max(0, parts.length - 1))),
  );
  let independent: Rational | null = one;
  for (const part of parts)
    independent = independent === null || part.independent === null ? null : times(independent, part.independent);
  return {
    worst: parts.length === 0 ? one : compare(together, zero) > 0 ? together : zero,
    independent,
    best: parts.map(({ best }) => best).reduce((least, best) => (compare(best, least) < 0 ? best : least), one),
  };
}

function verdictOf(target: Rational, { worst, independent, best }: Allowed): PromiseVerdict {
  if (compare(target, best) > 0) return "cannot";
  if (compare(target, worst) <= 0) return "holds";
  if (independent === null) return "unknown";
  return compare(target, independent) <= 0 ? "holds_if_independent" : "doubtful";
}

function groupStep(members: readonly PromisedDependency[], { worst, independent, best }: Allowed): string {
  const said = ({ name, level }: PromisedDependency) =>
    `${name} ${level === null ? "promises nothing" : percent(level)}`;
  const [first] = members;
  if (members.length === 1 && first) return `${said(first)}.`;
  const alone = independent === null ? "unknown" : percent(independent);
  return `${members.map(said).join(" or ")}: ${alone} if they fail independently, from ${percent(worst)} to ${percent(best)} in any case.`;
}

function lastStep({ worst, independent, best }: Allowed, parts: readonly Allowed[], target: Rational): string {
  const factors = parts.map((part) => (part.independent === null ? "unknown" : percent(part.independent))).join(" × ");
  const product = independent === null ? "unknown" : percent(independent);
  const chain = parts.length > 1 ? `${factors} = ${product}` : product;
  return `Together: ${chain} if they fail independently, from ${percent(worst)} to ${percent(best)} in any case; promised are ${percent(target)}.`;
}

/** Cut, never rounded up: what is allowed must not look like more. */
function percent(share: Rational): string {
  const text = toDecimal(times(share, rational(100n)), 5);
  return `${text.includes(".") ? text.replace(/\.?0+$/, "") : text} %`;
}
