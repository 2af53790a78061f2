import { defineUseCase } from "@/lib/platform/use-case";
import { RolloutCommandInput } from "../api-contract";
import { type CommandAnswer, giveCommand } from "./give-command";

/** Take a rollout out of the queue before it begins. */
export const cancelRollout = defineUseCase({
  name: "rollout.cancel",
  permission: "rollout:control",
  input: RolloutCommandInput,
  subject: (input) => ({ kind: "rollout", id: input.id ?? null }),
  handle: (context): Promise<CommandAnswer> => giveCommand(context, "cancel"),
});
