import type { FindingView } from "@/lib/anomalies/contract";

const stateWords: Readonly<Record<FindingView["state"], string>> = {
  open: "Open",
  recovered: "Recovered",
  acknowledged: "Acknowledged",
  settled: "Usual now",
};

/** State with its status: only what is bad news and open asks for somebody. */
export function stateOf(finding: FindingView): {
  readonly status: "at_risk" | "neutral" | "healthy";
  readonly label: string;
} {
  const label = stateWords[finding.state];
  if (finding.state === "open" && finding.isBad) return { status: "at_risk", label };
  return { status: finding.state === "recovered" ? "healthy" : "neutral", label };
}
