import { AppError } from "@/lib/kernel/app-error";
import { defineUseCase } from "@/lib/platform/use-case";
import { type IssuedLink, UserIdInput } from "../contract";
import { invitationHours } from "../domain/limits";
import { setupAddress } from "../setup-address";
import { issueLink } from "../setup-link-store";
import { lockUser } from "../user-store";
import { requireRecentAuthentication, requireWithinGrasp } from "./guards";

/** A new one-time link at which a user sets a password; earlier links of that user stop working. */
export const issueSetupLink = defineUseCase({
  name: "user.issue_setup_link",
  permission: "identity:write",
  input: UserIdInput,
  subject: (input) => ({ kind: "user", id: input.id ?? null }),
  remember: (): IssuedLink => ({ setupLink: null }),
  async handle({ input, actor, tx, runtime, record }): Promise<IssuedLink> {
    await requireRecentAuthentication(actor, tx);
    const user = await lockUser(tx, input.id);
    if (!user) throw new AppError("not_found", { detail: "There is no such user." });
    // Whoever holds the link can become this user.
    requireWithinGrasp(actor, user.roles);
    if (user.state === "disabled") {
      throw new AppError("rejected", { detail: "This user is disabled. Enable the user first." });
    }
    const token = await issueLink(tx, { userId: user.id, hours: invitationHours });
    await record({
      subject: { kind: "user", id: user.id, name: user.name },
      detail: { validHours: invitationHours },
    });
    return { setupLink: { url: setupAddress(runtime.config, token), validHours: invitationHours } };
  },
});
