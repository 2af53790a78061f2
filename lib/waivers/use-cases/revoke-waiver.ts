import { defineUseCase } from "@/lib/platform/use-case";
import { WaiverCommandInput, type WaiverDetail } from "../contract";
import { revocationReasons } from "../domain/waiver-commands";
import { closeLocked } from "./close-waiver";

/** End early what was granted. From now on the rule holds again. */
export const revokeWaiver = defineUseCase({
  name: "waiver.revoke",
  permission: "waiver:approve",
  input: WaiverCommandInput,
  subject: (input) => ({ kind: "waiver", id: input.id ?? null }),
  handle: (context): Promise<WaiverDetail> =>
    closeLocked(context, "revoked", (record, _decider, now) => revocationReasons(record, now)),
});
