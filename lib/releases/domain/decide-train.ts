import type { Instant } from "@/lib/kernel/instant";
import type { Reason } from "@/lib/kernel/result";
import { affectedBy, reversed } from "./order";
import { type CarStanding, isMovedHere } from "./standing";
import { isTrainEnded, type TrainPlan, type TrainRollback, type TrainState } from "./train";
import { isAway, type MoveFacts } from "./wanted-moves";

/** What a person asks of a train. `seenRevision` null: whatever happened since; only for what makes things safer. */
export type TrainCommand =
  | { readonly kind: "depart" | "go_on" | "resume"; readonly by: string; readonly seenRevision: number | null }
  | {
      readonly kind: "hold" | "cancel" | "roll_back";
      readonly by: string;
      readonly reason: string;
      readonly seenRevision: number | null;
      /** Of a rollback: only these and what depends on them; everything that moved when left out. */
      readonly cars?: readonly string[];
    }
  | {
      readonly kind: "leave";
      readonly by: string;
      readonly reason: string;
      readonly seenRevision: number | null;
      readonly car: string;
    }
  | { readonly kind: "tick" };

export interface TrainFacts extends MoveFacts {
  readonly plan: TrainPlan;
  readonly now: Instant;
  /** Names of cars for sentences. */
  nameOf(car: string): string;
  /** Items of its checklist that are missing to leave the present stop; looked at once every car is settled. */
  readonly missing: readonly { readonly sentence: string; readonly nextAction: string | null }[];
}

/** One thing that happened to a train, in words. */
export interface TrainEvent {
  readonly kind: string;
  readonly sentence: string;
}

export type TrainDecision =
  | { readonly kind: "accepted"; readonly next: TrainState; readonly events: readonly TrainEvent[] }
  | { readonly kind: "unchanged" }
  | { readonly kind: "rejected"; readonly reasons: readonly Reason[] };

/**
 * The train machine: from a state, a command and what is seen to the next state and what happened. Pure. What is done to cars follows from
 * the state (`wantedMoves`), in each pass anew.
 */
export function decideTrain(state: TrainState, command: TrainCommand, facts: TrainFacts): TrainDecision {
  if (command.kind === "tick") return tick(state, facts);
  const { seenRevision } = command;
  if (seenRevision !== null && seenRevision !== state.revision) {
    const message = `It changed while you were looking: you saw revision ${seenRevision}, now it is ${state.revision}.`;
    return refuse("stale_state", message, "Look at the present state and decide again.");
  }
  switch (command.kind) {
    case "depart":
      return depart(state, command.by, facts);
    case "go_on":
      return goOn(state, command.by, facts);
    case "hold":
      return hold(state, command, facts);
    case "resume":
      if (state.hold === null) return refuse("not_held", "Nobody holds this train.", "Nothing needs to be done.");
      return accept(state, { hold: null }, "resumed", `${command.by} let it go on.`);
    case "cancel":
      if (state.phase !== "planned") return refuse("departed", "It has departed already.", "Hold it, or roll it back.");
      return accept(state, { phase: "cancelled", endedAt: facts.now }, "cancelled", `${command.by}: ${command.reason}`);
    case "roll_back":
      return rollBack(state, command, facts);
    case "leave":
      return leave(state, command);
  }
}

function accept(state: TrainState, change: Partial<TrainState>, kind: string, sentence: string): TrainDecision {
  return {
    kind: "accepted",
    next: { ...state, ...change, revision: state.revision + 1 },
    events: [{ kind, sentence }],
  };
}

function refuse(code: string, message: string, remedy: string): TrainDecision {
  return { kind: "rejected", reasons: [{ code, message, remedy }] };
}

function depart(state: TrainState, by: string, { plan, now }: TrainFacts): TrainDecision {
  if (state.phase !== "planned") return refuse("departed", "It has departed already.", "Nothing needs to be done.");
  const first = plan.stops[0]?.environment ?? "";
  const change = { phase: "moving", stopIndex: 0, departedAt: now } as const;
  return accept(state, change, "departed", `${by} sent it off to ${first}.`);
}

function goOn(state: TrainState, by: string, { plan, missing }: TrainFacts): TrainDecision {
  const next = plan.stops[state.stopIndex + 1];
  if (state.phase !== "at_stop" || next === undefined)
    return refuse("not_at_stop", "It does not stand at a stop with another one after it.", "Wait until it does.");
  if (state.hold !== null) return refuse("held", `${state.hold.by} holds it.`, "Let it go on first.");
  if (missing.length > 0) {
    const reasons = missing.map(({ sentence, nextAction }) => ({
      code: "checklist_open",
      message: sentence,
      remedy: nextAction ?? "Do what it asks for.",
    }));
    return { kind: "rejected", reasons };
  }
  const change = { phase: "moving", stopIndex: state.stopIndex + 1 } as const;
  return accept(state, change, "went_on", `${by} let it go on to ${next.name}.`);
}

function hold(
  state: TrainState,
  command: { readonly by: string; readonly reason: string },
  { now }: TrainFacts,
): TrainDecision {
  if (isTrainEnded(state) || state.phase === "rolling_back")
    return refuse("nothing_to_hold", "It does not go forward any more.", "Nothing needs to be done.");
  if (state.hold !== null) return refuse("held", `${state.hold.by} holds it already.`, "Nothing needs to be done.");
  const { by, reason } = command;
  return accept(state, { hold: { by, reason, since: now } }, "held", `${by} holds it: ${reason}`);
}

function movedOf(standings: ReadonlyMap<string, CarStanding>): ReadonlySet<string> {
  return new Set([...standings].filter(([, standing]) => isMovedHere(standing)).map(([car]) => car));
}

function rollBack(
  state: TrainState,
  command: { readonly by: string; readonly reason: string; readonly cars?: readonly string[] },
  facts: TrainFacts,
): TrainDecision {
  const { order, standings, now, nameOf } = facts;
  if (state.phase === "planned" || state.phase === "cancelled")
    return refuse("nothing_moved", "Nothing of it has traffic.", "Nothing needs to be done.");
  const isGoing = state.phase === "rolling_back";
  const moved = movedOf(standings);
  const asked = command.cars ?? reversed(order);
  const cars = merged(state, affectedBy(order, asked, moved), facts).filter(
    (car) => !isAway(standings.get(car) ?? "waiting") || (isGoing && state.rollback?.cars.includes(car)),
  );
  if (cars.length === 0) return refuse("nothing_moved", "Nothing of it has traffic here.", "Nothing needs to be done.");
  if (isGoing && cars.length === state.rollback?.cars.length)
    return refuse("rolling_back", "These go back already.", "Nothing needs to be done.");
  const { by, reason } = command;
  const present = isGoing ? state.rollback : null;
  const rollback = {
    ...{ cars, why: reason, by, decidedAt: now },
    // What failed before is no new failure now.
    failed: state.rollback?.failed ?? [],
    left: present?.left ?? [],
  };
  const sentence = `${by}: ${reason} Back go, in this order: ${cars.map(nameOf).join(", ")}.`;
  return accept(state, { phase: "rolling_back", rollback, hold: null, endedAt: null }, "rolling_back", sentence);
}

/** What goes back already and what is added, in reverse order. */
function merged({ rollback, phase }: TrainState, added: readonly string[], { order }: TrainFacts): string[] {
  const all = new Set([...(phase === "rolling_back" ? (rollback?.cars ?? []) : []), ...added]);
  return reversed(order).filter((car) => all.has(car));
}

function leave(
  state: TrainState,
  { by, reason, car }: { readonly by: string; readonly reason: string; readonly car: string },
): TrainDecision {
  const { rollback } = state;
  if (state.phase !== "rolling_back" || !rollback?.cars.includes(car) || rollback.left.includes(car))
    return refuse("not_going_back", "It is not on its way back.", "Look at the present state.");
  const next: TrainRollback = { ...rollback, left: [...rollback.left, car] };
  return accept(state, { rollback: next }, "left", `${by} leaves a car where it is: ${reason}`);
}

function tick(state: TrainState, facts: TrainFacts): TrainDecision {
  if (state.phase === "rolling_back") return tickBack(state, facts);
  if (state.phase !== "moving" && state.phase !== "at_stop") return { kind: "unchanged" };
  return onFailure(state, facts) ?? (state.phase === "moving" ? tickMoving(state, facts) : tickAtStop(state, facts));
}

/** A car that went back by itself takes those along that depend on it. */
function onFailure(state: TrainState, facts: TrainFacts): TrainDecision | null {
  const { order, standings, plan, now, nameOf } = facts;
  const failed = failedOf(standings);
  if (failed.length === 0) return null;
  const reach = plan.reach === "train" ? reversed(order) : failed;
  const cars = affectedBy(order, reach, movedOf(standings));
  const names = failed.map(nameOf).join(", ");
  const why = `${names} went back.`;
  const rollback = { cars, failed, why, by: null, decidedAt: now, left: [] };
  const rest = cars.filter((car) => !failed.includes(car)).map(nameOf);
  const sentence =
    rest.length === 0
      ? `${why} Nothing that moved depends on it.`
      : `${why} With it go, in this order: ${rest.join(", ")}.`;
  return accept(state, { phase: "rolling_back", rollback, hold: null }, "rolling_back", sentence);
}

/** Its way back is decided by the engine as soon as it begins; the train does not wait for its end. */
function failedOf(standings: ReadonlyMap<string, CarStanding>): string[] {
  return [...standings].filter(([, one]) => one === "failed" || one === "going_back").map(([car]) => car);
}

/** Has every car come to the present stop for good? Only then its checklist is asked whether it may leave. */
export function isAllHere(standings: ReadonlyMap<string, CarStanding>): boolean {
  return [...standings.values()].every((one) => one === "settled" || one === "there");
}

function tickMoving(state: TrainState, { standings, plan, now, missing }: TrainFacts): TrainDecision {
  if (!isAllHere(standings)) return { kind: "unchanged" };
  const at = plan.stops[state.stopIndex]?.name ?? "";
  const sentence = `Every service is settled in ${at}.`;
  const isLast = state.stopIndex >= plan.stops.length - 1;
  if (isLast && missing.length === 0)
    return accept(state, { phase: "arrived", endedAt: now, hold: null }, "arrived", sentence);
  const waits = isLast ? " Its checklist holds its end." : "";
  return accept(state, { phase: "at_stop" }, "at_stop", `${sentence}${waits}`);
}

function tickAtStop(state: TrainState, { plan, missing, now }: TrainFacts): TrainDecision {
  const next = plan.stops[state.stopIndex + 1];
  if (missing.length > 0) return { kind: "unchanged" };
  if (next === undefined)
    return accept(state, { phase: "arrived", endedAt: now, hold: null }, "arrived", "Its checklist is done.");
  if (!plan.stops[state.stopIndex]?.goesOn || state.hold !== null) return { kind: "unchanged" };
  const change = { phase: "moving", stopIndex: state.stopIndex + 1 } as const;
  return accept(state, change, "went_on", `It goes on to ${next.name} by itself.`);
}

function tickBack(state: TrainState, facts: TrainFacts): TrainDecision {
  const { standings, now, order, plan } = facts;
  const { rollback } = state;
  if (rollback === null) return { kind: "unchanged" };
  const known = new Set([...rollback.cars, ...rollback.failed]);
  const added = plan.reach === "train" ? [] : failedOf(standings).filter((car) => !known.has(car));
  if (added.length > 0) {
    const cars = merged(state, affectedBy(order, added, movedOf(standings)), facts);
    const next = { ...rollback, cars, failed: [...rollback.failed, ...added] };
    return accept(state, { rollback: next }, "more_failed", `${added.map(facts.nameOf).join(", ")} went back too.`);
  }
  const isDone = rollback.cars.every((car) => rollback.left.includes(car) || isAway(standings.get(car) ?? "waiting"));
  if (!isDone) return { kind: "unchanged" };
  const tookMs = now - rollback.decidedAt;
  const left = rollback.left.length === 0 ? "" : ` ${rollback.left.map(facts.nameOf).join(", ")} stayed.`;
  const sentence = `Everything that had to go back is back after ${(tookMs / 1_000).toFixed(1)} s.${left}`;
  return accept(state, { phase: "rolled_back", endedAt: now }, "rolled_back", sentence);
}
