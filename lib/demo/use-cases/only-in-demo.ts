import { AppError } from "@/lib/kernel/app-error";
import type { Runtime } from "@/lib/platform/runtime";

/** Throws `not_found` on an installation without the demonstration: there it does not exist. */
export function onlyInDemo({ config }: Pick<Runtime, "config">): void {
  if (config.SIGNALBOX_DEMO) return;
  throw new AppError("not_found", { detail: "This installation runs without the demonstration." });
}
