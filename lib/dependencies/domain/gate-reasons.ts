import type { GateReason } from "@/lib/gates/port";
import type { ReleaseVerdict } from "./verdict";
import { findingInWords, nextActionOf, verdictInOneSentence } from "./verdict-words";

/** Reasons of one state that are told at a gate; the page has all of them. */
const maxReasons = 5;

export interface GateReasonsAsked {
  readonly service: string;
  readonly version: string;
  /** The environment's name. */
  readonly place: string;
  /** The service's owner, who brings what is missing. */
  readonly owner: string;
  readonly href: string;
  /** Does a requirement ask for it here? */
  readonly isRequired: boolean;
}

/**
 * A verdict as reasons at a gate. Where no requirement asks and nothing at all is known of the service, there is nothing to say: silence
 * about what was never begun would only teach people to overlook reasons.
 */
export function reasonsOfVerdict(verdict: ReleaseVerdict, asked: GateReasonsAsked): GateReason[] {
  const isUntold = verdict.checkedLinks === 0 && verdict.findings.every(({ undeclared }) => undeclared !== null);
  if (isUntold && verdict.findings.length > 0 && !asked.isRequired) return [];
  const { place, owner, href } = asked;
  const said = { kind: "dependencies", href };
  const findings = verdict.findings.slice(0, maxReasons).map(
    (finding): GateReason => ({
      ...said,
      state: finding.answer === "no" ? "blocked" : "unknown",
      sentence: findingInWords(finding, place),
      owner,
      nextAction: nextActionOf(finding),
    }),
  );
  const ignored = verdict.ignored.slice(0, maxReasons).map(
    ({ ignore }): GateReason => ({
      ...said,
      state: "waived",
      sentence: `What ${ignore.consumer} needs${ignore.provider === null ? "" : ` of ${ignore.provider}`} is ignored: ${ignore.reason}`,
      owner: ignore.by,
      nextAction: null,
    }),
  );
  const unique = [...new Map(ignored.map((one) => [one.sentence, one])).values()];
  if (findings.length > 0) return [...findings, ...unique];
  const sentence = verdictInOneSentence(verdict, `${asked.service} ${asked.version}`, place);
  return [{ ...said, state: "pass", sentence, owner: null, nextAction: null }, ...unique];
}
