import { type AlarmMessage, textOf } from "./alarm-message";

export interface IncidentSettings {
  readonly assignmentGroup: string;
  readonly closeCode: string;
}

/** The name by which our incident is found again there. */
export function correlationOf(alarmId: string): string {
  return `signalbox:${alarmId}`;
}

/** States of ServiceNow's own incident life: https://docs.servicenow.com, "Incident state model". */
const inProgress = "2";
const resolved = "6";

/** Fields of a new incident. Impact and urgency 1 make the highest priority, 2 a moderate one. */
export function newIncident(message: AlarmMessage, settings: IncidentSettings): Record<string, string> {
  const weight = message.isUrgent ? "1" : "2";
  return {
    short_description: message.title.slice(0, 160),
    description: textOf(message).slice(0, 4_000),
    correlation_id: correlationOf(message.alarmId),
    correlation_display: "Signalbox",
    impact: weight,
    urgency: weight,
    category: "software",
    ...(settings.assignmentGroup ? { assignment_group: settings.assignmentGroup } : {}),
  };
}

/** What changes in an incident that is there. */
export function changedIncident(message: AlarmMessage, settings: IncidentSettings): Record<string, string> {
  const notes = textOf(message).slice(0, 4_000);
  if (message.step === "acknowledge") return { state: inProgress, work_notes: notes };
  if (message.step === "resolve") return { state: resolved, close_code: settings.closeCode, close_notes: notes };
  return { work_notes: notes };
}
