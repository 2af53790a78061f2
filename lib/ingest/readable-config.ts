import { AppError } from "@/lib/kernel/app-error";
import { invalidField } from "@/lib/platform/refusals";
import type { EventSourceConfig } from "./contract";
import { currentSignalRegistry } from "./registry";
import { objectionsToSettings } from "./vendor-settings-contract";

/** Refuse a kind that nothing reads, settings that its reader cannot use, and polling where nothing asks. Throws AppError `invalid_input`. */
export function assertReadableConfig(kind: string, config: EventSourceConfig): void {
  const { parsers, reconcilers } = currentSignalRegistry();
  if (!parsers.has(kind)) {
    throw invalidField("kind", "Nothing here reads sources of this kind.", "Choose another kind.");
  }
  const reasons = objectionsToSettings(kind, config.settings);
  if (reasons.length > 0) {
    const fields = reasons.map(({ field }) => field).join(", ");
    throw new AppError("invalid_input", { detail: `Correct: ${fields}.`, reasons });
  }
  if (config.polling !== null && !reconcilers.has(kind)) {
    const message = "Systems of this kind cannot be asked; they only send.";
    throw invalidField("config.polling", message, "Leave polling out.");
  }
}
