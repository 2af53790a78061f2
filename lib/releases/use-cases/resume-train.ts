import { defineUseCase } from "@/lib/platform/use-case";
import { TrainCommandInput, type TrainStands } from "../contract";
import { giveTrainCommand, lockedTrain } from "./locked-train";

/** Let a held train go on. */
export const resumeTrain = defineUseCase({
  name: "train.resume",
  permission: "rollout:control",
  input: TrainCommandInput,
  subject: (input) => ({ kind: "train", id: input.id ?? null }),
  async handle(context): Promise<TrainStands> {
    const { input, actor, tx } = context;
    const seen = await lockedTrain(tx, input.id);
    return giveTrainCommand(context, seen, { kind: "resume", by: actor.name, seenRevision: input.revision });
  },
});
