import { defineUseCase } from "@/lib/platform/use-case";
import { LeaveCarInput, type TrainStands } from "../contract";
import { giveTrainCommand, lockedTrain, requireCar } from "./locked-train";

/** Leave a car that cannot go back where it is, so that the others can. */
export const leaveCar = defineUseCase({
  name: "train.leave_car",
  permission: "rollout:abort",
  input: LeaveCarInput,
  subject: (input) => ({ kind: "train", id: input.id ?? null }),
  async handle(context): Promise<TrainStands> {
    const { input, actor, tx } = context;
    const seen = await lockedTrain(tx, input.id);
    const car = requireCar(seen.train, input.service, "service");
    const { reason, revision } = input;
    return giveTrainCommand(context, seen, { kind: "leave", by: actor.name, reason, seenRevision: revision, car });
  },
});
