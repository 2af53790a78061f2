import type { Reason } from "@/lib/kernel/result";
import type { ClockTerms } from "../contract";
import type { ClockState } from "./sla-clock";

interface AskedPause {
  readonly reason: string;
  readonly hasEvidence: boolean;
}

/** Everything that keeps this clock from being paused now. `pausesSoFar` counts those that are over, too. */
export function pauseRefusals(
  asked: AskedPause,
  given: { readonly terms: ClockTerms; readonly state: ClockState; readonly pausesSoFar: number },
): Reason[] {
  const { terms, state, pausesSoFar } = given;
  const rule = terms.pauses.find(({ reason }) => reason === asked.reason);
  const reasons: Reason[] = [];
  if (state.state !== "running") reasons.push(notRunning(state.state));
  else if (state.isBreached)
    reasons.push({
      code: "breached",
      message: "It is breached already; a pause takes nothing back.",
      remedy: "Resolve it.",
    });
  if (!rule) {
    const known = terms.pauses.map(({ reason }) => `“${reason}”`).join(", ");
    const message = known ? `Its definition allows pauses for ${known}.` : "Its definition allows no pauses.";
    reasons.push({ code: "reason_not_allowed", field: "reason", message, remedy: "Choose one of these reasons." });
  } else if (rule.needsEvidence && !asked.hasEvidence) {
    const message = "This reason needs evidence.";
    reasons.push({ code: "no_evidence", field: "evidenceUrl", message, remedy: "Give the address of what shows it." });
  }
  if (pausesSoFar >= terms.maxPauses) {
    const message = `It was paused ${pausesSoFar} times, and ${terms.maxPauses} are allowed.`;
    reasons.push({ code: "too_many_pauses", message, remedy: "Let it run, or change its definition with a reason." });
  }
  return reasons;
}

function notRunning(state: ClockState["state"]): Reason {
  const words = {
    not_started: "has not started",
    running: "runs",
    paused: "is paused already",
    stopped: "has stopped",
  };
  return { code: "not_running", message: `The clock ${words[state]}.`, remedy: "Only a running clock is paused." };
}
