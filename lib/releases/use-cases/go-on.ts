import { defineUseCase } from "@/lib/platform/use-case";
import { TrainCommandInput, type TrainStands } from "../contract";
import { giveTrainCommand, lockedTrain } from "./locked-train";

/** Let a train go on to its next stop. */
export const goOnTrain = defineUseCase({
  name: "train.go_on",
  permission: "rollout:start",
  input: TrainCommandInput,
  subject: (input) => ({ kind: "train", id: input.id ?? null }),
  async handle(context): Promise<TrainStands> {
    const { input, actor, tx } = context;
    const seen = await lockedTrain(tx, input.id);
    return giveTrainCommand(context, seen, { kind: "go_on", by: actor.name, seenRevision: input.revision });
  },
});
