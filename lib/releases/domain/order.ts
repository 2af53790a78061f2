import type { Need } from "./train";

/**
 * The order of cars. A car goes after all that it needs; cars that need each other in a circle form a group that moves together and goes
 * back together.
 */
export interface CarOrder {
  /** Groups of ids, providers first. Between groups that do not need each other the order of `cars` decides. */
  readonly groups: readonly (readonly string[])[];
  /** Per car the others that it needs outside its group, directly. */
  readonly needs: ReadonlyMap<string, ReadonlySet<string>>;
  /** Per car those outside its group that need it, directly. */
  readonly neededBy: ReadonlyMap<string, ReadonlySet<string>>;
}

/** All that is reached from `from` over `next`, without `from` unless it is on a circle. */
function reachable(from: string, next: ReadonlyMap<string, ReadonlySet<string>>): Set<string> {
  const seen = new Set<string>();
  const open = [...(next.get(from) ?? [])];
  for (let one = open.pop(); one !== undefined; one = open.pop()) {
    if (seen.has(one)) continue;
    seen.add(one);
    open.push(...(next.get(one) ?? []));
  }
  return seen;
}

function mapOf(cars: readonly string[], pairs: readonly (readonly [string, string])[]): Map<string, Set<string>> {
  const map = new Map(cars.map((car) => [car, new Set<string>()]));
  for (const [from, to] of pairs) map.get(from)?.add(to);
  return map;
}

/** Order `cars` by `needs`; needs of and for others than these cars are left out. */
export function orderCars(cars: readonly string[], needs: readonly Need[]): CarOrder {
  const known = new Set(cars);
  const inside = needs.filter(
    ({ consumer, provider }) => consumer !== provider && known.has(consumer) && known.has(provider),
  );
  const all = mapOf(
    cars,
    inside.map(({ consumer, provider }) => [consumer, provider]),
  );
  const reached = new Map(cars.map((car) => [car, reachable(car, all)]));
  const isTogether = (one: string, other: string) =>
    one === other || (reached.get(one)?.has(other) === true && reached.get(other)?.has(one) === true);
  const between = inside.filter(({ consumer, provider }) => !isTogether(consumer, provider));
  const forward = between.map(({ consumer, provider }): [string, string] => [consumer, provider]);
  return {
    groups: sorted(cars, isTogether, reached),
    needs: mapOf(cars, forward),
    neededBy: mapOf(
      cars,
      forward.map(([consumer, provider]) => [provider, consumer]),
    ),
  };
}

function sorted(
  cars: readonly string[],
  isTogether: (one: string, other: string) => boolean,
  reached: ReadonlyMap<string, ReadonlySet<string>>,
): string[][] {
  const waiting = new Map<string, string[]>();
  for (const car of cars) {
    const first = cars.find((other) => isTogether(car, other)) ?? car;
    waiting.set(first, [...(waiting.get(first) ?? []), car]);
  }
  const groups: string[][] = [];
  const placed = new Set<string>();
  while (waiting.size > 0) {
    // A group is free when everything that it reaches is placed, or is itself. There always is one: circles are groups.
    const free = [...waiting].find(([, group]) =>
      group.every((car) => [...(reached.get(car) ?? [])].every((other) => placed.has(other) || group.includes(other))),
    );
    if (free === undefined) throw new RangeError("an order without a first group");
    const [key, group] = free;
    waiting.delete(key);
    groups.push(group);
    for (const car of group) placed.add(car);
  }
  return groups;
}

/** The group of a car. */
export function groupOf(order: CarOrder, car: string): readonly string[] {
  return order.groups.find((group) => group.includes(car)) ?? [car];
}

/**
 * What goes back when `failed` do: they, those in their groups, and all that need any of these, as far as they are among `moved`; in
 * reverse order, so that nothing loses what it needs before it has gone back itself.
 */
export function affectedBy(order: CarOrder, failed: readonly string[], moved: ReadonlySet<string>): string[] {
  const affected = new Set<string>();
  const open = [...failed];
  for (let car = open.pop(); car !== undefined; car = open.pop()) {
    if (affected.has(car)) continue;
    affected.add(car);
    open.push(...groupOf(order, car), ...(order.neededBy.get(car) ?? []));
  }
  return reversed(order).filter((car) => affected.has(car) && moved.has(car));
}

/** Every car, last first. */
export function reversed({ groups }: CarOrder): string[] {
  return groups.toReversed().flatMap((group) => group.toReversed());
}
