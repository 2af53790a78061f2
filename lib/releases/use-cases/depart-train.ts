import { personKeyOf } from "@/lib/platform/auth/actor";
import { prismaExecutor } from "@/lib/platform/db/executor";
import { defineUseCase } from "@/lib/platform/use-case";
import { TrainCommandInput, type TrainStands } from "../contract";
import { setDeparted } from "../train-store";
import { giveTrainCommand, lockedTrain } from "./locked-train";

/** Send a train off. Its cars move in the name of whoever does it, so that they approve none of their steps. */
export const departTrain = defineUseCase({
  name: "train.depart",
  permission: "rollout:start",
  input: TrainCommandInput,
  subject: (input) => ({ kind: "train", id: input.id ?? null }),
  async handle(context): Promise<TrainStands> {
    const { input, actor, tx } = context;
    const seen = await lockedTrain(tx, input.id);
    const stands = await giveTrainCommand(context, seen, {
      kind: "depart",
      by: actor.name,
      seenRevision: input.revision,
    });
    await setDeparted(prismaExecutor(tx), { trainId: input.id, by: actor.name, person: personKeyOf(actor) });
    return stands;
  },
});
