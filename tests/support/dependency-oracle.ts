import { naivePair, type World } from "./dependency-world";

/** Oracles for the engines of dependencies: they count everything out, again and again, and remember nothing. */

export interface Naive {
  readonly answer: "yes" | "no" | "unknown";
  /** Length of the shortest chain to what decides; 0 where what moves is itself unknown. */
  readonly length: number;
}

const isIgnored = (world: World, consumer: number, provider: number | null): boolean =>
  world.ignores.some((one) => one.consumer === consumer && (one.provider === null || one.provider === provider));

/** Walks every path, again and again. */
export function naiveVerdict(world: World): Naive {
  const after = world.running.map((live, service) => {
    const move = world.moves.find((one) => one.service === service);
    return move ? (move.version === null ? [] : [move.version]) : live;
  });
  const found: { answer: "no" | "unknown"; length: number }[] = [];
  const all = Array.from({ length: world.services }, (_one, index) => index);

  function visit(service: number, version: number, path: readonly string[], isSure: boolean): void {
    const isKnown =
      world.needs[service]?.[version] !== undefined ||
      world.results.some((one) => one.consumer === service && one.consumerVersion === version);
    if (!isKnown && !isIgnored(world, service, null)) found.push({ answer: "unknown", length: path.length });
    for (const provider of all) {
      if (isIgnored(world, service, provider)) continue;
      for (const one of naivePair(world, { consumer: service, version, provider }, after[provider])) {
        if (one.answer !== "yes") found.push({ answer: isSure ? one.answer : "unknown", length: path.length + 1 });
        const key = `${provider} ${one.version}`;
        if (one.answer === "no" || one.version === null || path.includes(key)) continue;
        const isDeclared = (world.needs[service]?.[version] ?? []).some((need) => need.provider === provider);
        visit(provider, one.version, [...path, key], isSure && isDeclared);
      }
    }
  }

  const moved = new Set(world.moves.map(({ service }) => service));
  for (const { service, version } of world.moves) if (version !== null) visit(service, version, [], true);
  for (const consumer of all) {
    if (moved.has(consumer)) continue;
    for (const version of world.running[consumer] ?? []) {
      for (const provider of moved) {
        if (isIgnored(world, consumer, provider)) continue;
        for (const { answer } of naivePair(world, { consumer, version, provider }, after[provider])) {
          if (answer !== "yes") found.push({ answer, length: 1 });
        }
      }
    }
  }
  const answer = found.some((one) => one.answer === "no") ? "no" : found.length > 0 ? "unknown" : "yes";
  const lengths = found.filter((one) => one.answer === answer).map(({ length }) => length);
  return { answer, length: answer === "yes" ? 0 : Math.min(...lengths) };
}

type State = readonly (readonly number[] | undefined)[];

/** Keys of the links that are broken in a state. */
export function brokenIn(world: World, state: State): Set<string> {
  const keys = new Set<string>();
  for (const [consumer, live] of state.entries()) {
    for (const version of live ?? []) {
      for (let provider = 0; provider < world.services; provider += 1) {
        const isOut = world.ignores.some(
          (one) => one.consumer === consumer && (one.provider === null || one.provider === provider),
        );
        if (isOut) continue;
        for (const one of naivePair(world, { consumer, version, provider }, state[provider])) {
          if (one.answer === "no") keys.add(`${consumer} ${version} ${provider} ${one.version}`);
        }
      }
    }
  }
  return keys;
}

/** The state when some moves (a bit each) are done; those of `during` have both versions. */
export function stateAt(world: World, done: number, during = 0): State {
  return world.running.map((live, service) => {
    const index = world.moves.findIndex((one) => one.service === service);
    const move = world.moves[index];
    if (!move) return live;
    const next = move.version === null ? [] : [move.version];
    if ((during & (1 << index)) !== 0) return [...new Set([...(live ?? []), ...next])];
    return (done & (1 << index)) === 0 ? live : next;
  });
}

/** Every set of moves that may be done at a time: none, all, and whatever breaks nothing that was whole at the beginning. */
export function safeSets(world: World): Set<number> {
  const begun = brokenIn(world, stateAt(world, 0));
  const sets = Array.from({ length: 1 << world.moves.length }, (_one, set) => set);
  return new Set(sets.filter((set) => [...brokenIn(world, stateAt(world, set))].every((key) => begun.has(key))));
}

/** The most stages that a way through safe sets can have; null: there is no way. */
export function mostStages(world: World, safe: ReadonlySet<number>): number | null {
  const all = (1 << world.moves.length) - 1;
  const longest = new Map<number, number>([[0, 0]]);
  for (const set of [...safe].sort((left, right) => left - right)) {
    for (const [earlier, stages] of longest) {
      if (earlier !== set && (earlier & set) === earlier) {
        longest.set(set, Math.max(longest.get(set) ?? 0, stages + 1));
      }
    }
  }
  return longest.get(all) ?? null;
}
