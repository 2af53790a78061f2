import { defineUseCase } from "@/lib/platform/use-case";
import { WaiverCommandInput, type WaiverDetail } from "../contract";
import { rejectionReasons } from "../domain/waiver-commands";
import { closeLocked } from "./close-waiver";

/** Say no to a waiver that waits. It is over then; another one can be asked for. */
export const rejectWaiver = defineUseCase({
  name: "waiver.reject",
  permission: "waiver:approve",
  input: WaiverCommandInput,
  subject: (input) => ({ kind: "waiver", id: input.id ?? null }),
  handle: (context): Promise<WaiverDetail> => closeLocked(context, "rejected", rejectionReasons),
});
