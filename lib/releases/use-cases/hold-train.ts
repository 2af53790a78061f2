import { defineUseCase } from "@/lib/platform/use-case";
import { HoldTrainInput, type TrainStands } from "../contract";
import { giveTrainCommand, lockedTrain } from "./locked-train";

/** Keep a train from beginning anything new. What moves already goes on. */
export const holdTrain = defineUseCase({
  name: "train.hold",
  permission: "rollout:control",
  input: HoldTrainInput,
  subject: (input) => ({ kind: "train", id: input.id ?? null }),
  async handle(context): Promise<TrainStands> {
    const { input, actor, tx } = context;
    const seen = await lockedTrain(tx, input.id);
    return giveTrainCommand(context, seen, {
      kind: "hold",
      by: actor.name,
      reason: input.reason,
      seenRevision: input.revision,
    });
  },
});
