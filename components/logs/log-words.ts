import type { LogSourceCounts, LogWindow } from "@/lib/logs/contract";

const rate = new Intl.NumberFormat("en", { maximumFractionDigits: 2 });

/** `1.25 a minute (38)`, or unknown. */
export function windowWords(window: LogWindow): string {
  if (window.errors === null || window.errorsPerMinute === null) return "unknown";
  return `${rate.format(window.errorsPerMinute)} a minute (${window.errors})`;
}

/** What the counts of one source say, in a sentence. */
export function logSentence(counts: LogSourceCounts): string {
  if (counts.unknown !== null) return `Unknown: ${counts.unknown}`;
  const { ratio, before, after } = counts;
  if (ratio === null) {
    if (after.errors === 0) return "No error line after the deployment, and none before it.";
    return `${after.errors} error lines after the deployment, none before it.`;
  }
  const bounds =
    ratio.high === null
      ? `at least ${rate.format(ratio.low)}`
      : `${rate.format(ratio.low)} to ${rate.format(ratio.high)}`;
  const times = `${rate.format(ratio.value)} times as many errors a minute as before (${bounds})`;
  if (ratio.low > 1) return `More errors than before: ${times}.`;
  if (ratio.high !== null && ratio.high < 1) return `Fewer errors than before: ${times}.`;
  return `No change is seen: ${times}; ${before.errors} before, ${after.errors} after.`;
}
