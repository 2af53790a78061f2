import type { RequirementRule, RequirementView } from "@/lib/gates/contract";
import type { RequiredKind } from "@/lib/gates/domain/gate-kinds";
import { type Party, parties } from "@/lib/slos/domain/parties";

/** A requirement as a form holds it: every field of every kind, of which those of the chosen kind are sent. */
export interface RequirementValues extends Record<string, unknown> {
  kind: RequiredKind;
  tier: string | null;
  environment: string | null;
  mode: "required" | "advisory";
  suites: string[];
  minPercent: number | string;
  names: string[];
  minHours: number | string;
  objectives: boolean;
  approvals: number | string;
  validHours: number | string;
  riskPercent: number | string;
  always: boolean;
  parties: Party[];
  definitions: string[];
  leftMinutes: number | string;
  acceptsTrainTicket: boolean;
  reason: string;
}

const fresh: RequirementValues = {
  kind: "tests",
  tier: null,
  environment: null,
  mode: "required",
  suites: [],
  minPercent: 80,
  names: [],
  minHours: 0,
  objectives: true,
  approvals: 1,
  validHours: 72,
  riskPercent: "",
  always: false,
  parties: [...parties],
  definitions: [],
  leftMinutes: 0,
  acceptsTrainTicket: false,
  reason: "",
};

/** What the form begins with. */
export function valuesOf(requirement: RequirementView | null): RequirementValues {
  if (requirement === null) return { ...fresh };
  const { rule, mode, environment, tier } = requirement;
  // An empty field is how a form says that the risk does not matter.
  const asked = rule.kind === "board" ? { ...rule, riskPercent: rule.riskPercent ?? "" } : rule;
  return {
    ...fresh,
    ...asked,
    mode,
    environment: environment?.slug ?? null,
    tier: tier === null ? null : `${tier}`,
  };
}

/** What is sent: only the fields of the kind. An empty number goes as it is, and the server says what to type. */
export function ruleOf(values: RequirementValues): RequirementRule {
  const { kind, suites, names, minPercent, minHours, objectives, approvals, validHours, riskPercent, always } = values;
  const number = (value: number | string) => (value === "" ? (null as unknown as number) : Number(value));
  switch (kind) {
    case "tests":
      return { kind, suites };
    case "coverage":
      return { kind, minPercent: number(minPercent) };
    case "benchmark":
      return { kind, names };
    case "stage":
      return { kind, minHours: number(minHours), objectives };
    case "approval":
      return { kind, approvals: number(approvals), validHours: number(validHours) };
    case "board":
      return { kind, riskPercent: riskPercent === "" ? null : Number(riskPercent), always };
    case "sign_offs":
      return { kind, parties: values.parties };
    case "clocks":
      return { kind, definitions: values.definitions, leftMinutes: number(values.leftMinutes) };
    case "change_ticket":
      return values.acceptsTrainTicket ? { kind, acceptsTrainTicket: true } : { kind };
    default:
      return { kind };
  }
}
