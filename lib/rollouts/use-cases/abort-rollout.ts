import { defineUseCase } from "@/lib/platform/use-case";
import { AbortRolloutInput } from "../api-contract";
import { type CommandAnswer, giveCommand } from "./give-command";

/** Take the new version out of traffic now. Works in every phase that has not ended. */
export const abortRollout = defineUseCase({
  name: "rollout.abort",
  permission: "rollout:abort",
  input: AbortRolloutInput,
  subject: (input) => ({ kind: "rollout", id: input.id ?? null }),
  handle: (context): Promise<CommandAnswer> => giveCommand(context, "abort"),
});
