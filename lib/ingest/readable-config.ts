import { invalidField } from "@/lib/platform/refusals";
import type { EventSourceConfig } from "./contract";
import { currentSignalRegistry } from "./registry";

/** Refuse a kind that nothing reads, and polling where nothing asks. Throws AppError `invalid_input`. */
export function assertReadableConfig(kind: string, config: EventSourceConfig): void {
  const { parsers, reconcilers } = currentSignalRegistry();
  if (!parsers.has(kind)) {
    throw invalidField("kind", "Nothing here reads sources of this kind.", "Choose another kind.");
  }
  if (config.polling !== null && !reconcilers.has(kind)) {
    const message = "Systems of this kind cannot be asked; they only send.";
    throw invalidField("config.polling", message, "Leave polling out.");
  }
}
