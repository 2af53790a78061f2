import { defineUseCase } from "@/lib/platform/use-case";
import { RolloutCommandInput } from "../api-contract";
import { type CommandAnswer, giveCommand } from "./give-command";

/** Freeze the weight where it is; the triggers stay armed. */
export const pauseRollout = defineUseCase({
  name: "rollout.pause",
  permission: "rollout:control",
  input: RolloutCommandInput,
  subject: (input) => ({ kind: "rollout", id: input.id ?? null }),
  handle: (context): Promise<CommandAnswer> => giveCommand(context, "pause"),
});
