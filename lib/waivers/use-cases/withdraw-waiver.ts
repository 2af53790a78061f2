import { defineUseCase } from "@/lib/platform/use-case";
import { WaiverCommandInput, type WaiverDetail } from "../contract";
import { withdrawalReasons } from "../domain/waiver-commands";
import { closeLocked } from "./close-waiver";

/** Take back what one asked for oneself, before it is granted. */
export const withdrawWaiver = defineUseCase({
  name: "waiver.withdraw",
  permission: "waiver:request",
  input: WaiverCommandInput,
  subject: (input) => ({ kind: "waiver", id: input.id ?? null }),
  handle: (context): Promise<WaiverDetail> => closeLocked(context, "withdrawn", withdrawalReasons),
});
