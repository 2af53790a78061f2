import type { Status } from "@/components/feedback/status";
import type { GateView, ReleaseRequestView, RequirementRule, RequirementView } from "@/lib/gates/contract";
import { assertNever } from "@/lib/kernel/assert";

interface Badge {
  readonly status: Status;
  readonly label: string;
}

const answers: Readonly<Record<GateView["answer"], Badge>> = {
  open: { status: "healthy", label: "Open" },
  closed: { status: "at_risk", label: "Closed" },
  unknown: { status: "no_data", label: "Unknown" },
};

/** The badge of an answer. Unknown is not open, and looks like no data. */
export function answerBadge(answer: GateView["answer"]): Badge {
  return answers[answer];
}

const outcomes: Readonly<Record<NonNullable<ReleaseRequestView["board"]>["outcome"], Badge>> = {
  approve: { status: "healthy", label: "Approved" },
  reject: { status: "failed", label: "Rejected" },
  ask: { status: "waiting", label: "Asked back" },
};

/** The badge of what the board said. */
export function outcomeBadge(outcome: keyof typeof outcomes): Badge {
  return outcomes[outcome];
}

/** Where a requirement applies, in words. */
export function scopeWords({ tier, environment }: Pick<RequirementView, "tier" | "environment">): string {
  const services = tier === null ? "Every service" : `Services of tier ${tier}`;
  return environment === null ? `${services}, everywhere` : `${services}, in ${environment.name}`;
}

/** What a requirement asks, in a sentence. */
export function ruleWords(rule: RequirementRule): string {
  switch (rule.kind) {
    case "tests":
      return rule.suites.length === 0
        ? "Every suite that was reported ran and passed."
        : `Every suite passed, ${rule.suites.map((suite) => `“${suite}”`).join(", ")} among them.`;
    case "coverage":
      return `At least ${rule.minPercent} % of the code is covered by tests.`;
    case "benchmark":
      return rule.names.length === 0
        ? "Every benchmark that was reported keeps its limit."
        : `Every benchmark keeps its limit, ${rule.names.map((name) => `“${name}”`).join(", ")} among them.`;
    case "change_ticket":
      return rule.acceptsTrainTicket
        ? "A change ticket allows it: its own, or that of the release train that carries it."
        : "A change ticket of its own allows it.";
    case "drill":
      return "A rollback was practised lately.";
    case "stage":
      return stageWords(rule);
    case "approval":
      return `${rule.approvals === 1 ? "One person" : `${rule.approvals} people`} who did not ask for it approved exactly this content, within ${rule.validHours} hours.`;
    case "board":
      return boardWords(rule);
    case "dependencies":
      return "What it needs of other services is kept there, and what they need of it.";
    case "sign_offs":
      return `What the objectives say is signed by ${rule.parties.join(", ")}.`;
    case "clocks":
      return clockWords(rule);
    case "journeys":
      return "Its release to the environment before was closed by its journeys.";
    case "release_checklist":
      return "An open release carries it, and the checklist of that release is done as far as departure needs it.";
    default:
      return assertNever(rule);
  }
}

function stageWords({ minHours, objectives }: Extract<RequirementRule, { kind: "stage" }>): string {
  const ran =
    minHours === 0 ? "It ran in the environment before" : `It ran in the environment before for ${minHours} hours`;
  return objectives ? `${ran}, whose objectives are met.` : `${ran}.`;
}

function clockWords({ definitions, leftMinutes }: Extract<RequirementRule, { kind: "clocks" }>): string {
  const clocks = definitions.length === 0 ? "open SLA clock" : `open clock of ${definitions.join(", ")}`;
  return leftMinutes === 0
    ? `No ${clocks} is overdue.`
    : `No ${clocks} is overdue or has less than ${leftMinutes} minutes left.`;
}

function boardWords({ always, riskPercent }: Extract<RequirementRule, { kind: "board" }>): string {
  if (always) return "The change advisory board decides about every release.";
  if (riskPercent === null) return "The change advisory board decides about what is flagged.";
  return `The change advisory board decides about what is flagged, and from a chance of ${riskPercent} % to fail on.`;
}
