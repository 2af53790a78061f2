import { affectedBy, type CarOrder, groupOf } from "./order";
import { type CarStanding, mayFollow } from "./standing";
import type { TrainPlan, TrainState } from "./train";

/** What the train should do next with a car; computed anew in each pass from what is seen, so that nothing is lost with a worker. */
export interface WantedMove {
  readonly kind: "start" | "take_back";
  readonly car: string;
}

export interface MoveFacts {
  readonly order: CarOrder;
  /** Per car at the present stop. */
  readonly standings: ReadonlyMap<string, CarStanding>;
}

/** What to do now: cars that may start, or cars that may go back. */
export function wantedMoves(state: TrainState, plan: TrainPlan, facts: MoveFacts): WantedMove[] {
  if (state.phase === "rolling_back") return waysBack(state, facts);
  if (state.phase !== "moving" || state.hold !== null) return [];
  return starts(plan, facts);
}

/** Cars whose providers have all traffic, group by group, as many abreast as the train allows. */
function starts({ abreast }: TrainPlan, { order, standings }: MoveFacts): WantedMove[] {
  const standing = (car: string): CarStanding => standings.get(car) ?? "waiting";
  const isUnder = (group: readonly string[]) => group.some((car) => standing(car) === "moving");
  let free = abreast - order.groups.filter(isUnder).length;
  const wanted: WantedMove[] = [];
  for (const group of order.groups) {
    const waiting = group.filter((car) => standing(car) === "waiting");
    const isReady = group.every((car) =>
      [...(order.needs.get(car) ?? [])].every((other) => mayFollow(standing(other))),
    );
    if (waiting.length === 0 || !isReady) continue;
    // The rest of a group that moves already needs no place of its own.
    if (!isUnder(group)) {
      if (free <= 0) continue;
      free -= 1;
    }
    wanted.push(...waiting.map((car) => ({ kind: "start" as const, car })));
  }
  return wanted;
}

/** A car goes back once all that need it, over however many others, and go back too, are back. */
function waysBack({ rollback }: TrainState, { order, standings }: MoveFacts): WantedMove[] {
  if (rollback === null) return [];
  const left = new Set(rollback.left);
  const goes = new Set(rollback.cars.filter((car) => !left.has(car)));
  const isBack = (car: string) => isAway(standings.get(car) ?? "waiting");
  return rollback.cars
    .filter((car) => goes.has(car) && !isBack(car) && standings.get(car) !== "going_back")
    .filter((car) => {
      const group = groupOf(order, car);
      return affectedBy(order, [car], goes).every((other) => group.includes(other) || isBack(other));
    })
    .map((car) => ({ kind: "take_back" as const, car }));
}

/** Nothing of the train has traffic there. */
export function isAway(standing: CarStanding): boolean {
  return standing === "back" || standing === "failed" || standing === "waiting" || standing === "there";
}
