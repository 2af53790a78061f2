import type { LatencyView, VersionLatency } from "@/lib/otlp/contract";

/** `120 ms`, `1.2 s`. */
export function latencyWords(ms: number): string {
  if (ms < 10) return `${ms.toFixed(1)} ms`;
  return ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(2)} s`;
}

function percentWords(ratio: number): string {
  const percent = ratio * 100;
  return `${percent > 0 ? "+" : percent < 0 ? "−" : ""}${Math.abs(percent).toFixed(Math.abs(percent) < 10 ? 1 : 0)} %`;
}

/** An estimate with its interval, or why there is none. */
export function estimateWords(estimate: VersionLatency["p95"]): { readonly value: string; readonly interval: string } {
  if (estimate === null) return { value: "not enough requests", interval: "" };
  return {
    value: latencyWords(estimate.valueMs),
    interval: `${latencyWords(estimate.lowMs)} to ${latencyWords(estimate.highMs)}`,
  };
}

/** How the newest version differs from the one before, in a sentence. */
export function changeSentence(view: LatencyView): string {
  const { change } = view;
  if (view.versions.length === 0)
    return "This service sent neither spans nor histograms of its requests in this period.";
  if (change === null) return "Only one version was seen, so there is nothing to compare it with.";
  const { p95 } = change;
  if (p95 === null) return `${change.to} has too few requests, or ${change.from} had, to compare them.`;
  const interval = `between ${percentWords(p95.lowRatio)} and ${percentWords(p95.highRatio)}`;
  if (p95.verdict === "no_difference_seen") {
    return `No difference is seen at the 95th percentile between ${change.from} and ${change.to} (${interval}).`;
  }
  const word = p95.verdict === "slower" ? "slower" : "faster";
  return `${change.to} is ${word} than ${change.from} at the 95th percentile: ${percentWords(p95.ratio)}, ${interval}.`;
}
