import type { GateReason } from "../port";
import { titleOfKind } from "./gate-kinds";
import { holds, type Verdict } from "./verdict";

/** A verdict with what it is about, as its words need it. */
export interface WordedVerdict extends Verdict {
  readonly service: { readonly name: string };
  readonly environment: { readonly name: string };
  readonly version: string | null;
}

/** The answer in one sentence: on pages, in the command line, at the top of a mail or an announcement. */
export function answerInWords({ answer, reasons, service, environment, version }: WordedVerdict): string {
  const what = version === null ? `a release of ${service.name}` : `${service.name} ${version}`;
  const begun = version === null ? `A release of ${service.name}` : what;
  if (answer === "open") return `${begun} may go to ${environment.name}.`;
  const holding = reasons.filter(holds);
  const count = holding.length === 1 ? "one reason holds it" : `${holding.length} reasons hold it`;
  if (answer === "closed") return `${begun} may not go to ${environment.name}: ${count}.`;
  return `Nobody can tell whether ${what} may go to ${environment.name}, so it may not: ${count}.`;
}

const marks: Readonly<Record<GateReason["state"], string>> = {
  blocked: "Blocked",
  unknown: "Unknown",
  waived: "Waived",
  advisory: "Advice",
  pass: "Passed",
};

/** One reason as a line of plain text: its state, what to do and who. */
export function lineOf({ kind, state, sentence, owner, nextAction }: GateReason): string {
  const next = state === "pass" || nextAction === null ? "" : ` Next: ${nextAction}`;
  const who = state === "pass" || owner === null ? "" : ` (${owner})`;
  return `- ${marks[state]}, ${titleOfKind(kind)}: ${sentence}${next}${who}`;
}

/**
 * The whole verdict as plain text, the same in mails, announcements, tickets and terminals: the answer, then every reason with its state,
 * what to do and who.
 */
export function verdictInWords(verdict: WordedVerdict): string {
  return [answerInWords(verdict), ...verdict.reasons.map(lineOf)].join("\n");
}
