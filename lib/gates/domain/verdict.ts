import type { GateReason, GateReasonState } from "../port";

/** `unknown` is not open: whoever asks is refused as if it were closed. */
export type GateAnswer = "open" | "closed" | "unknown";

export interface Verdict {
  readonly answer: GateAnswer;
  /** All of them: what blocks first, then what is unknown, waived, advised, and passed. */
  readonly reasons: readonly GateReason[];
  /** What the first reason that holds it says is to be done; null while it is open. */
  readonly nextAction: string | null;
}

const order: Readonly<Record<GateReasonState, number>> = { blocked: 0, unknown: 1, waived: 2, advisory: 3, pass: 4 };

function compare(left: GateReason, right: GateReason): number {
  const byState = order[left.state] - order[right.state];
  if (byState !== 0) return byState;
  const one = `${left.kind} ${left.sentence}`;
  const other = `${right.kind} ${right.sentence}`;
  return one < other ? -1 : one > other ? 1 : 0;
}

/** Does this reason keep the gate from being open? */
export function holds({ state }: Pick<GateReason, "state">): boolean {
  return state === "blocked" || state === "unknown";
}

/** One answer from all the reasons: what blocks beats what is unknown, which beats everything else. */
export function verdictOf(reasons: readonly GateReason[]): Verdict {
  const sorted = [...reasons].sort(compare);
  const first = sorted[0];
  if (first === undefined || !holds(first)) return { answer: "open", reasons: sorted, nextAction: null };
  return {
    answer: first.state === "blocked" ? "closed" : "unknown",
    reasons: sorted,
    nextAction: first.nextAction,
  };
}

export interface GateDecisionFacts {
  /** What is asked for: a step forward, or back. */
  readonly purpose: "release" | "rollback";
  readonly reasons: readonly GateReason[];
  /** Kinds that only advise here. */
  readonly advisoryKinds: ReadonlySet<string>;
  /** References of waivers in force, by the kind of reason that they bend. */
  readonly waivers: ReadonlyMap<string, string>;
}

const neverHeld: GateReason = {
  kind: "rollback",
  state: "pass",
  sentence: "A rollback is never held.",
  owner: null,
  nextAction: null,
  href: null,
};

/**
 * The verdict about a move. A rollback is open by construction: nothing that anybody says, does not say or cannot say is looked at.
 * What would hold a release is advice where its kind only advises, and waived where a waiver of its kind is in force.
 */
export function decideGate({ purpose, reasons, advisoryKinds, waivers }: GateDecisionFacts): Verdict {
  if (purpose === "rollback") return verdictOf([neverHeld]);
  return verdictOf(
    reasons.map((reason) => {
      if (!holds(reason)) return reason;
      if (advisoryKinds.has(reason.kind)) return { ...reason, state: "advisory" as const };
      const waiver = waivers.get(reason.kind);
      if (waiver === undefined) return reason;
      return { ...reason, state: "waived" as const, sentence: `${reason.sentence} Waived by ${waiver}.` };
    }),
  );
}
