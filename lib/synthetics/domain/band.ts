import type { Instant } from "@/lib/kernel/instant";
import type { CheckBand, RunOutcome } from "../contract";
import { speaksForMs } from "./schedule";

interface Ended {
  readonly outcome: RunOutcome;
  readonly at: Instant;
}

/** How many of the newest runs tell an unsteady check from a passing one. */
const looksAt = 10;

/**
 * How a check is. Only runs that were made say anything, and only as long as they speak for the present: afterwards it is unknown, whatever
 * was before.
 */
export function bandOf(
  check: { readonly isEnabled: boolean; readonly intervalMs: number },
  newestFirst: readonly Ended[],
  now: Instant,
): CheckBand {
  if (!check.isEnabled) return "paused";
  const made = newestFirst.filter(({ outcome }) => outcome !== "not_run");
  const last = made[0];
  // A run may take a minute, and its end is told after it.
  if (!last || now - last.at > speaksForMs(check.intervalMs) + 60_000) return "unknown";
  if (last.outcome === "failed") return "failing";
  return made.slice(0, looksAt).some(({ outcome }) => outcome === "failed") ? "unsteady" : "passing";
}
