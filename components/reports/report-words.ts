import type { CadenceFields, DeliveryView, RecipientView, ReportContent } from "@/lib/reports/contract";

const days = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"] as const;

export const weekdayChoices = days.map((label, at) => ({ value: String(at + 1), label }));

/** "Mondays at 08:00". */
export function cadenceWords(cadence: CadenceFields): string {
  if (cadence.kind === "weekly") return `${days[cadence.weekday - 1]}s at ${cadence.time}`;
  if (cadence.kind === "monthly") return `day ${cadence.day} of each month at ${cadence.time}`;
  return `${cadence.workingDaysOnly ? "working days" : "every day"} at ${cadence.time}`;
}

/** "All services" or what it is narrowed to. */
export function scopeWords({ service, team, environment }: ReportContent): string {
  const parts = [service, team, environment].filter((one) => one !== undefined);
  return parts.length === 0 ? "all services in production" : parts.join(", ");
}

/** Who gets a report, in a few words. */
export function recipientWords(recipients: readonly RecipientView[]): string {
  return recipients
    .map(({ kind, address, name }) => {
      if (kind === "person") return name ?? "somebody who is gone";
      return kind === "team" ? `team ${name ?? address}` : address;
    })
    .join(", ");
}

const states = {
  waiting: { status: "waiting", label: "Waiting" },
  sending: { status: "progressing", label: "Sending" },
  sent: { status: "healthy", label: "Sent" },
  failed: { status: "failed", label: "Failed" },
  uncertain: { status: "at_risk", label: "May have arrived" },
} as const;

export function deliveryStatus(state: DeliveryView["state"]): (typeof states)[DeliveryView["state"]] {
  return states[state];
}
