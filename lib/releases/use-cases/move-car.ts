import { AppError } from "@/lib/kernel/app-error";
import { prismaExecutor } from "@/lib/platform/db/executor";
import { type CommandContext, defineUseCase } from "@/lib/platform/use-case";
import { giveCommand } from "@/lib/rollouts/use-cases/give-command";
import { goBack } from "@/lib/rollouts/use-cases/rollback-service";
import { shipVersion } from "@/lib/rollouts/use-cases/start-rollout";
import { CarMoveInput } from "../contract";
import { type WantedMove, wantedMoves } from "../domain/wanted-moves";
import { type SeenTrain, type StopSight, type StoredCar, stopOf } from "../train-record-read-model";
import { appendTrainEvent, saveStart, saveWayBack } from "../train-store";
import { factsOf, lockedTrain, subjectOf } from "./locked-train";

type Context = CommandContext<ReturnType<typeof CarMoveInput.parse>>;

interface Move {
  readonly seen: SeenTrain;
  readonly car: StoredCar;
  readonly sight: StopSight;
  readonly environment: string;
  readonly environmentName: string;
}

/** The move, if the locked train still wants it: another worker may have made it. */
async function requireWanted({ input, tx, now }: Context, kind: WantedMove["kind"]): Promise<Move> {
  const seen = await lockedTrain(tx, input.trainId);
  const { train, sights } = seen;
  const isWanted =
    stopOf(train) === input.stop &&
    wantedMoves(train.state, train.plan, factsOf(seen, now)).some(
      (one) => one.kind === kind && one.car === input.carId,
    );
  const car = train.cars.find(({ id }) => id === input.carId);
  const sight = sights.find((one) => one.car === input.carId && one.stop === input.stop);
  const stop = train.stops[input.stop];
  if (isWanted && car && sight && stop)
    return { seen, car, sight, environment: stop.environment, environmentName: stop.name };
  const message = "The train does not want this any more.";
  throw new AppError("rejected", {
    detail: message,
    reasons: [{ code: "not_wanted", message, remedy: "Nothing needs to be done." }],
  });
}

/** Begin the rollout of a car at a stop, together with the note that it was begun: one commit, so that it is begun once. */
export const startCar = defineUseCase({
  name: "train.start_car",
  permission: "rollout:start",
  input: CarMoveInput,
  subject: (input) => ({ kind: "train", id: input.trainId ?? null }),
  async handle(context): Promise<string> {
    const { tx, now, input, actor } = context;
    const { seen, car, sight, environment, environmentName } = await requireWanted(context, "start");
    const { train } = seen;
    const { service, version } = car;
    const reason = `Release train ${train.reference}: ${train.name}`;
    const begun = await shipVersion(context, { service, environment, version, policy: "queue", reason });
    const db = prismaExecutor(tx);
    await saveStart(db, { carId: car.id, stop: input.stop, rolloutId: begun.id, before: sight.live, at: now });
    await note(
      context,
      seen,
      "car_started",
      `${car.name} ${version} begins in ${environmentName}: rollout #${begun.number}.`,
    );
    await context.record({
      subject: subjectOf(train),
      after: { car: service, version, environment, rollout: begun.id },
    });
    await context.hint({ topic: "train", id: train.id, revision: train.state.revision });
    return `${begun.id} by ${actor.name}`;
  },
});

/** Take a car back at a stop: out of the queue, out of its rollout, or by a rollout in the other direction. */
export const takeBackCar = defineUseCase({
  name: "train.take_back_car",
  permission: "rollout:abort",
  input: CarMoveInput,
  subject: (input) => ({ kind: "train", id: input.trainId ?? null }),
  async handle(context): Promise<string> {
    const { tx, now, input } = context;
    const move = await requireWanted(context, "take_back");
    const { seen, car, environment, environmentName } = move;
    const how = await sendBack(context, move);
    const backRolloutId = how.kind === "return" ? how.id : null;
    await saveWayBack(prismaExecutor(tx), { carId: car.id, stop: input.stop, backRolloutId, at: now });
    await note(context, seen, "car_back", `${car.name} goes back in ${environmentName}.`);
    const { train } = seen;
    await context.record({ subject: subjectOf(train), after: { car: car.service, environment, ...how } });
    await context.hint({ topic: "train", id: train.id, revision: train.state.revision });
    return how.kind;
  },
});

async function sendBack(context: Context, { seen, car, sight, environment }: Move) {
  const { train } = seen;
  const rolloutId = sight.rolloutId ?? "";
  const reason = `Release train ${train.reference} goes back: ${train.state.rollback?.why ?? ""}`.slice(0, 1_000);
  if (sight.rollout === "queued") {
    await giveCommand({ ...context, input: { id: rolloutId, reason } }, "cancel");
    return { kind: "cancelled", id: rolloutId };
  }
  const answer = await goBack({ ...context, input: { service: car.service, environment, reason } }, rolloutId);
  return { kind: answer.how, id: answer.id };
}

async function note({ tx, now, actor }: Context, { train }: SeenTrain, kind: string, sentence: string): Promise<void> {
  const event = { kind, sentence, revision: train.state.revision, actor: actor.name, at: now };
  await appendTrainEvent(prismaExecutor(tx), { trainId: train.id, ...event });
}
