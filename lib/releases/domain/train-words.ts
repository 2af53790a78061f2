import type { Instant } from "@/lib/kernel/instant";
import type { CarStanding } from "./standing";
import { isTrainEnded, type TrainPhase, type TrainPlan, type TrainState } from "./train";

/** What keeps a train from going on, who can change that, and what they do next. */
export interface Stuck {
  readonly sentence: string;
  readonly owner: string;
  readonly nextAction: string;
}

export interface StuckCar {
  readonly service: string;
  readonly team: string;
  readonly standing: CarStanding;
  /** Why its rollout does not go on. */
  readonly pauses: readonly string[];
  readonly rolloutNumber: number | null;
  readonly refusal: readonly {
    readonly message: string;
    readonly remedy?: string | undefined;
    readonly facts?: Readonly<Record<string, unknown>> | undefined;
  }[];
}

const phaseWords: Readonly<Record<TrainPhase, string>> = {
  planned: "has not departed",
  moving: "moves",
  at_stop: "stands at a stop",
  rolling_back: "goes back",
  arrived: "has arrived",
  rolled_back: "went back",
  cancelled: "was given up",
};

const people = "release managers";

/** Where a train stands, in one sentence. */
export function trainSentence(
  state: TrainState,
  { stops }: Pick<TrainPlan, "stops">,
  standings: ReadonlyMap<string, CarStanding>,
): string {
  const at = stops[Math.max(0, state.stopIndex)]?.name ?? "";
  const all = [...standings.values()];
  const count = (...wanted: CarStanding[]) => all.filter((one) => wanted.includes(one)).length;
  const here = count("settled", "moved", "there");
  switch (state.phase) {
    case "planned":
      return `It ${phaseWords.planned}; its first stop is ${at}.`;
    case "moving":
      return `${here} of ${all.length} services have all traffic in ${at}, ${count("moving")} on the way.`;
    case "at_stop": {
      const next = stops[state.stopIndex + 1]?.name;
      const then = next === undefined ? "its checklist holds its end" : `next is ${next}`;
      const who = all.length === 1 ? "Its service is" : `All ${all.length} services are`;
      return `${who} settled in ${at}; ${then}.`;
    }
    case "rolling_back": {
      const wanted = state.rollback?.cars.length ?? 0;
      const back = state.rollback?.cars.filter((car) => isGone(standings.get(car))).length ?? 0;
      return `${back} of ${wanted} services that go back in ${at} are back. ${state.rollback?.why ?? ""}`.trim();
    }
    case "arrived":
      return `Every service is settled in ${at}.`;
    case "rolled_back":
      return `It went back in ${at}. ${state.rollback?.why ?? ""}`.trim();
    case "cancelled":
      return "It was given up before it departed.";
  }
}

function isGone(standing: CarStanding | undefined): boolean {
  return standing === "back" || standing === "failed";
}

export interface StuckFacts {
  readonly stops: TrainPlan["stops"];
  readonly cars: readonly StuckCar[];
  readonly plannedAt: Instant | null;
  readonly now: Instant;
  /** What its checklist misses to leave the present stop. */
  readonly missing: readonly Stuck[];
}

/** Everything that holds a train up. A train that moves and waits for time alone is not stuck. */
export function stuckOf(state: TrainState, { stops, cars, plannedAt, now, missing }: StuckFacts): Stuck[] {
  if (isTrainEnded(state)) return [];
  const found: Stuck[] = [];
  if (state.hold !== null) {
    const { by, reason } = state.hold;
    found.push({ sentence: `Held: ${reason}`, owner: by, nextAction: "Let it go on." });
  }
  if (state.phase === "planned") {
    if (plannedAt !== null && plannedAt <= now)
      found.push({
        sentence: "Its planned departure has passed.",
        owner: people,
        nextAction: "Send it off, or plan it anew.",
      });
    return found;
  }
  found.push(...missing);
  const next = stops[state.stopIndex + 1]?.name;
  // A person cannot let it go on before its checklist does.
  if (missing.length > 0) return [...found, ...cars.flatMap(stuckCar)];
  if (state.phase === "at_stop" && !stops[state.stopIndex]?.goesOn && next !== undefined)
    found.push({ sentence: `It waits to go on to ${next}.`, owner: people, nextAction: `Let it go on to ${next}.` });
  return [...found, ...cars.flatMap(stuckCar)];
}

/** Pauses that end only when a person does something. */
const humanPauses = new Set(["manual", "approval", "inconclusive", "blind", "drift"]);

function stuckCar({ service, team, standing, pauses, rolloutNumber, refusal }: StuckCar): Stuck[] {
  const isOpen = standing === "waiting" || standing === "moved" || standing === "settled" || standing === "moving";
  const refused = isOpen
    ? refusal.map(({ message, remedy, facts }) => ({
        sentence: `${service}: ${message}`,
        owner: typeof facts?.owner === "string" ? facts.owner : team,
        nextAction: remedy ?? "Look at it and try again.",
      }))
    : [];
  const paused = pauses.filter((pause) => humanPauses.has(pause));
  if (standing !== "moving" || paused.length === 0) return refused;
  const sentence = `${service}: its rollout #${rolloutNumber ?? 0} waits (${paused.join(", ")}).`;
  return [...refused, { sentence, owner: team, nextAction: "Look at the rollout and decide." }];
}
