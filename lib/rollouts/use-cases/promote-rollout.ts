import { defineUseCase } from "@/lib/platform/use-case";
import { RolloutCommandInput } from "../api-contract";
import { type CommandAnswer, giveCommand } from "./give-command";

/** Skip the rest of the bake time and go to the next step, as soon as the evidence allows. */
export const promoteRollout = defineUseCase({
  name: "rollout.promote",
  permission: "rollout:control",
  input: RolloutCommandInput,
  subject: (input) => ({ kind: "rollout", id: input.id ?? null }),
  handle: (context): Promise<CommandAnswer> => giveCommand(context, "promote"),
});
