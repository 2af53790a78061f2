import type { Status } from "@/components/feedback/status";
import type { EmergencyOutcome, EmergencyView } from "@/lib/emergencies/contract";

const states: Readonly<Record<EmergencyView["state"], { readonly status: Status; readonly label: string }>> = {
  in_force: { status: "failed", label: "In force" },
  owed: { status: "at_risk", label: "Review owed" },
  reviewed: { status: "neutral", label: "Reviewed" },
};

export function stateBadge(state: EmergencyView["state"]): { readonly status: Status; readonly label: string } {
  return states[state];
}

export const outcomeNames: Readonly<Record<EmergencyOutcome, string>> = {
  justified: "It could not wait",
  avoidable: "It could have waited",
  caused_harm: "It caused harm",
};
