import type { PauseReason } from "../contract";

/** Small pieces of sentences. */

const units = [
  [86_400_000, "day"],
  [3_600_000, "hour"],
  [60_000, "minute"],
  [1_000, "second"],
] as const;

/** A duration in its largest unit and the next: "2 minutes 30 seconds", "450 ms". */
export function durationWords(durationMs: number): string {
  const ms = Math.max(0, Math.round(durationMs));
  if (ms < 1_000) return `${ms} ms`;
  const start = units.findIndex(([unitMs]) => ms >= unitMs);
  let restMs = ms;
  const parts: string[] = [];
  for (const [unitMs, name] of units.slice(start, start + 2)) {
    const count = Math.floor(restMs / unitMs);
    restMs -= count * unitMs;
    if (count > 0) parts.push(`${count} ${name}${count === 1 ? "" : "s"}`);
  }
  return parts.join(" ");
}

/** A share with at most one decimal: "10 %", "12.5 %". */
export function percentWords(percent: number): string {
  return `${Math.round(percent * 10) / 10} %`;
}

export function listWords(items: readonly string[]): string {
  if (items.length <= 1) return items.join("");
  return `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`;
}

const pauses: Record<PauseReason, string> = {
  manual: "a person paused it",
  approval: "an approval is needed",
  inconclusive: "there are too few numbers",
  blind: "there is nothing to look at",
  drift: "the data plane shows another split",
  freeze: "a window is active",
  budget: "an error-budget policy holds it",
};

export function pauseReasonWords(reason: PauseReason): string {
  return pauses[reason];
}

/** Ends with a full stop, once. */
export function sentence(text: string): string {
  const trimmed = text.trim();
  return trimmed === "" || /[.!?]$/.test(trimmed) ? trimmed : `${trimmed}.`;
}
