import { defineUseCase } from "@/lib/platform/use-case";
import { RolloutCommandInput } from "../api-contract";
import { type CommandAnswer, giveCommand } from "./give-command";

/** Take back a pause, so that the rollout goes on when nothing else holds it. */
export const resumeRollout = defineUseCase({
  name: "rollout.resume",
  permission: "rollout:control",
  input: RolloutCommandInput,
  subject: (input) => ({ kind: "rollout", id: input.id ?? null }),
  handle: (context): Promise<CommandAnswer> => giveCommand(context, "resume"),
});
