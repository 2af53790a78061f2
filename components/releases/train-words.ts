import type { Status } from "@/components/feedback/status";
import type { CarAtStop, TrainDetail, TrainView } from "@/lib/releases/contract";

/** How trains are said and shown, everywhere the same. */

interface Badge {
  readonly status: Status;
  readonly label: string;
}

const phases: Readonly<Record<TrainView["phase"], Badge>> = {
  planned: { status: "neutral", label: "Planned" },
  moving: { status: "progressing", label: "Moving" },
  at_stop: { status: "waiting", label: "At a stop" },
  rolling_back: { status: "at_risk", label: "Going back" },
  arrived: { status: "healthy", label: "Arrived" },
  rolled_back: { status: "failed", label: "Went back" },
  cancelled: { status: "neutral", label: "Given up" },
};

export function trainBadge({ phase, hold }: Pick<TrainView, "phase" | "hold">): Badge {
  return hold ? { status: "waiting", label: "Held" } : phases[phase];
}

const standings: Readonly<Record<CarAtStop["standing"], Badge>> = {
  waiting: { status: "neutral", label: "Waiting" },
  there: { status: "healthy", label: "There already" },
  moving: { status: "progressing", label: "Moving" },
  moved: { status: "progressing", label: "All traffic, old one warm" },
  settled: { status: "healthy", label: "Settled" },
  failed: { status: "failed", label: "Went back by itself" },
  going_back: { status: "at_risk", label: "Going back" },
  back: { status: "failed", label: "Back" },
};

export function standingBadge(standing: CarAtStop["standing"]): Badge {
  return standings[standing];
}

/** "no release is", "1 release is", "none is", "2 are". */
function howMany(count: number, one: string, many: string): string {
  if (count === 0) return one === "is" ? "none is" : `no ${one}`;
  return `${count} ${count === 1 ? one : many}`;
}

/** The first sentence of the list: what ships, what is stuck, on whom. */
export function trainsAnswer(trains: readonly TrainView[] | undefined): string | undefined {
  if (!trains) return undefined;
  const going = trains.filter(({ phase }) => phase === "moving" || phase === "at_stop" || phase === "rolling_back");
  const planned = trains.filter(({ phase }) => phase === "planned");
  const stuck = trains.filter((train) => train.stuck.length > 0);
  const first = stuck[0]?.stuck[0];
  const onWhom = stuck[0] && first ? ` ${stuck[0].reference} waits for ${first.owner}: ${first.sentence}` : "";
  const words = `${howMany(going.length, "release is", "releases are")} under way, ${howMany(planned.length, "is", "are")} planned, ${howMany(stuck.length, "is", "are")} stuck.`;
  return `${words[0]?.toUpperCase()}${words.slice(1)}${onWhom}`;
}

/** Before what an item of a checklist is due. */
export const dueWords: Readonly<Record<TrainDetail["checklist"][number]["due"], string>> = {
  departure: "departure",
  stop: "it leaves each environment",
  end: "it is over",
};

/** The name of a service of a train by its slug. */
export function serviceNamer({ cars }: Pick<TrainDetail, "cars">): (slug: string) => string {
  const names = new Map(cars.map(({ service }) => [service.slug, service.name]));
  return (slug) => names.get(slug) ?? slug;
}
