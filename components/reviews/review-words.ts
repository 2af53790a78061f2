import type { Status } from "@/components/feedback/status";
import type { ActionView, AgendaItemView, BreachView, DutyView } from "@/lib/reviews/contract";
import type { CauseKind } from "@/lib/reviews/domain/breach";
import type { ClosingOutcome } from "@/lib/reviews/domain/closing";
import type { CauseClass } from "@/lib/reviews/domain/root-cause";

interface Badge {
  readonly status: Status;
  readonly label: string;
}

const breachStates: Readonly<Record<BreachView["state"], Badge>> = {
  open: { status: "failed", label: "Open" },
  analysed: { status: "progressing", label: "Analysed" },
  closed: { status: "neutral", label: "Closed" },
};

export function breachBadge(state: BreachView["state"]): Badge {
  return breachStates[state];
}

/** What is owed of a root cause. */
export function dutyBadge(duty: DutyView | null): Badge {
  if (duty === null) return { status: "neutral", label: "Not required" };
  if (duty.state === "signed") return { status: "healthy", label: "Signed" };
  const word = duty.state === "missing" ? "Not written" : "Not signed";
  return duty.isOverdue ? { status: "failed", label: `${word}, overdue` } : { status: "waiting", label: word };
}

export function actionBadge({ state, isOverdue }: ActionView): Badge {
  if (state === "done") return { status: "healthy", label: "Done" };
  if (state === "dropped") return { status: "neutral", label: "Dropped" };
  return isOverdue ? { status: "failed", label: "Overdue" } : { status: "waiting", label: "Open" };
}

export const causeWords: Readonly<Record<CauseKind, string>> = {
  period_missed: "Period missed",
  budget_spent: "Budget spent",
  clock_breached: "Clock over its target",
};

export const outcomeWords: Readonly<Record<ClosingOutcome, string>> = {
  remedied: "Remedied: what caused it is mended",
  accepted: "Accepted: it is lived with, for the reason given",
  false_positive: "False positive: the objective asked the wrong question, and was changed",
};

export const classWords: Readonly<Record<CauseClass, string>> = {
  code_change: "Change of code",
  configuration: "Configuration",
  dependency: "A service that it depends on",
  capacity: "Capacity",
  data: "Data",
  process: "Way of working",
  third_party: "Somebody outside",
  measurement: "Measurement",
  unknown: "Not found",
};

export const agendaWords: Readonly<Record<AgendaItemView["kind"], Badge>> = {
  breach: { status: "failed", label: "Breach" },
  root_cause: { status: "waiting", label: "Root cause" },
  retrospective: { status: "waiting", label: "Retrospective" },
  at_risk: { status: "at_risk", label: "At risk" },
  waiver: { status: "at_risk", label: "Waiver ends" },
  action: { status: "waiting", label: "Action" },
  emergency: { status: "at_risk", label: "Emergency" },
  stale: { status: "no_data", label: "Stale" },
};

/** "1 breach", "3 breaches". */
export function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** A part as people read it: `37.5 %`. It is cut, so that no part looks like more than it is. */
export function shortShare(percent: string): string {
  const [whole = "0", part = ""] = percent.split(".");
  const digits = part.slice(0, 1);
  return digits === "" || digits === "0" ? `${whole} %` : `${whole}.${digits} %`;
}
