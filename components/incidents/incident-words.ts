import type { Status } from "@/components/feedback/status";
import type { AttributionOutcome, IncidentView } from "@/lib/incidents/contract";

interface Shown {
  readonly status: Status;
  readonly label: string;
}

export const stateWords: Readonly<Record<IncidentView["state"], Shown>> = {
  open: { status: "failed", label: "Open" },
  acknowledged: { status: "at_risk", label: "Acknowledged" },
  resolved: { status: "healthy", label: "Resolved" },
  merged: { status: "neutral", label: "Merged" },
  unknown: { status: "no_data", label: "Unknown: not heard of for long" },
};

export const severityWords: Readonly<Record<string, string>> = {
  critical: "Critical",
  high: "High",
  medium: "Medium",
  low: "Low",
};

export const outcomeWords: Readonly<Record<AttributionOutcome, string>> = {
  deployment: "A deployment",
  flag_change: "A flag change",
  unattributed: "Unattributed",
  duplicate: "A duplicate",
  person: "Said by a person",
};

export const eventWords: Readonly<Record<string, string>> = {
  triggered: "Triggered",
  acknowledged: "Acknowledged",
  resolved: "Resolved",
  reopened: "Opened again",
  merged: "Merged into another",
  severity: "Severity changed",
  note: "Note",
};
