import { defineUseCase } from "@/lib/platform/use-case";
import { RolloutCommandInput } from "../api-contract";
import { type CommandAnswer, giveCommand } from "./give-command";

/** Approve that the next step may begin. */
export const approveStep = defineUseCase({
  name: "rollout.approve",
  permission: "rollout:approve",
  input: RolloutCommandInput,
  subject: (input) => ({ kind: "rollout", id: input.id ?? null }),
  handle: (context): Promise<CommandAnswer> => giveCommand(context, "approve"),
});
