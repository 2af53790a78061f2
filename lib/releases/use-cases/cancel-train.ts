import { defineUseCase } from "@/lib/platform/use-case";
import { HoldTrainInput, type TrainStands } from "../contract";
import { giveTrainCommand, lockedTrain } from "./locked-train";

/** Give up a train that has not departed. */
export const cancelTrain = defineUseCase({
  name: "train.cancel",
  permission: "train:write",
  input: HoldTrainInput,
  subject: (input) => ({ kind: "train", id: input.id ?? null }),
  async handle(context): Promise<TrainStands> {
    const { input, actor, tx } = context;
    const seen = await lockedTrain(tx, input.id);
    return giveTrainCommand(context, seen, {
      kind: "cancel",
      by: actor.name,
      reason: input.reason,
      seenRevision: input.revision,
    });
  },
});
