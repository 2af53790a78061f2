import { defineUseCase } from "@/lib/platform/use-case";
import { RollBackTrainInput, type TrainStands } from "../contract";
import { giveTrainCommand, lockedTrain, requireCar } from "./locked-train";

/** Take back what a train brought to its present stop, or some of it with all that depends on that, in reverse order. Nothing holds it. */
export const rollBackTrain = defineUseCase({
  name: "train.roll_back",
  permission: "rollout:abort",
  input: RollBackTrainInput,
  subject: (input) => ({ kind: "train", id: input.id ?? null }),
  async handle(context): Promise<TrainStands> {
    const { input, actor, tx } = context;
    const seen = await lockedTrain(tx, input.id);
    const cars = input.services?.map((service) => requireCar(seen.train, service, "services"));
    return giveTrainCommand(context, seen, {
      kind: "roll_back",
      by: actor.name,
      reason: input.reason,
      seenRevision: input.revision ?? null,
      ...(cars ? { cars } : {}),
    });
  },
});
