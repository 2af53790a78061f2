import type { Instant } from "@/lib/kernel/instant";
import type { GateReason } from "../port";
import { type BoardWord, boardWordOf, type ReleaseRecord, validReleaseApprovals } from "./release-request";

export interface ReleaseFacts {
  readonly now: Instant;
  /** Null: nobody said which version. */
  readonly version: string | null;
  /** Null: nobody asked for this release yet. */
  readonly record: ReleaseRecord | null;
  /** Who may approve, in words. */
  readonly approvers: string;
  /** Who sits on the board, in words. */
  readonly board: string;
  /** Who can ask for it. */
  readonly owner: string;
  readonly href: string;
}

type Said = Pick<GateReason, "state" | "sentence" | "nextAction"> & Partial<Pick<GateReason, "owner">>;

function say(kind: string, facts: ReleaseFacts, said: Said): GateReason {
  return { kind, href: facts.href, owner: said.state === "pass" ? null : facts.owner, ...said };
}

/** Whether others than who asked have let exactly this content go. */
export function approvalReason(facts: ReleaseFacts, approvals: number): GateReason {
  const { record, version, now } = facts;
  const need = approvals === 1 ? "One approval" : `${approvals} approvals`;
  if (version === null) {
    const sentence = `${need} of exactly one version is needed, and none was named.`;
    return say("approval", facts, { state: "unknown", sentence, nextAction: "Name the version." });
  }
  if (record === null) {
    const sentence = `${need} of other people ${approvals === 1 ? "is" : "are"} needed, and nobody asked for ${version} yet.`;
    return say("approval", facts, { state: "blocked", sentence, nextAction: `Ask for the release of ${version}.` });
  }
  const valid = validReleaseApprovals(record, now);
  if (valid.length >= approvals) {
    const names = valid.map(({ approvedBy }) => approvedBy).join(", ");
    const sentence = `${names} approved exactly this content of ${record.reference}.`;
    return say("approval", facts, { state: "pass", sentence, nextAction: null });
  }
  const lapsed = record.approvals.length - valid.length;
  const old =
    lapsed === 0
      ? ""
      : ` ${lapsed} earlier ${lapsed === 1 ? "one counts" : "ones count"} no more: the content or the evidence changed, or the time ran out.`;
  return say("approval", facts, {
    state: "blocked",
    sentence: `${record.reference} has ${valid.length} of ${approvals} approvals.${old}`,
    owner: facts.approvers,
    nextAction: `Approve ${record.reference}, as somebody who did not ask for it.`,
  });
}

export interface BoardRule {
  /** Chance of failure, in percent, from which on the board decides; null: the risk does not matter. */
  readonly riskPercent: number | null;
  /** It decides about every release here. */
  readonly always: boolean;
}

export interface BoardFacts extends ReleaseFacts {
  readonly rule: BoardRule;
  /** Null: too little is known to say. */
  readonly riskPercent: number | null;
}

/** Why the board has to decide; empty when it has not. An unknown risk is not a low one. */
export function causesForBoard({
  rule,
  riskPercent,
  record,
}: Pick<BoardFacts, "rule" | "riskPercent" | "record">): string[] {
  const causes: string[] = [];
  if (rule.always) causes.push("the board decides about every release here");
  if (record?.isFlagged) causes.push("somebody wants the board to look at it");
  if (rule.riskPercent !== null && riskPercent === null) causes.push("its risk is not known");
  if (rule.riskPercent !== null && riskPercent !== null && riskPercent >= rule.riskPercent)
    causes.push(`its chance to fail is ${riskPercent} %, and from ${rule.riskPercent} % on the board decides`);
  return causes;
}

/** Whether the change advisory board lets it go, where it has to be asked. */
export function boardReason(facts: BoardFacts): GateReason {
  const { record, version, rule, riskPercent } = facts;
  const causes = causesForBoard(facts);
  if (causes.length === 0) {
    const risk =
      rule.riskPercent === null ? "" : ` Its chance to fail is ${riskPercent} %; from ${rule.riskPercent} % on it is.`;
    return say("board", facts, { state: "pass", sentence: `The board need not be asked.${risk}`, nextAction: null });
  }
  const why = causes.join("; ");
  if (version === null || record === null) {
    const sentence = `The change advisory board has to decide, because ${why}; nobody asked it yet.`;
    const nextAction = version === null ? "Name the version." : `Ask for the release of ${version}.`;
    return say("board", facts, { state: version === null ? "unknown" : "blocked", sentence, nextAction });
  }
  const word = boardWordOf(record);
  if (word === null) {
    const stale = record.decisions.length > 0 ? " What it said before was about another content." : "";
    return say("board", facts, {
      state: "blocked",
      sentence: `The change advisory board has to decide about ${record.reference}, because ${why}, and has not.${stale}`,
      owner: facts.board,
      nextAction: `Decide about ${record.reference} on the board.`,
    });
  }
  return decided(facts, record, word);
}

function decided(facts: BoardFacts, { reference }: ReleaseRecord, word: BoardWord): GateReason {
  const { decidedBy, reason } = word;
  if (word.outcome === "approve") {
    const sentence = `${decidedBy} approved ${reference} for the board: ${reason}`;
    return say("board", facts, { state: "pass", sentence, nextAction: null });
  }
  if (word.outcome === "reject") {
    const sentence = `${decidedBy} rejected ${reference} for the board: ${reason}`;
    return say("board", facts, { state: "blocked", sentence, nextAction: "Change it, and ask again." });
  }
  const sentence = `${decidedBy} asks about ${reference} for the board: ${reason}`;
  return say("board", facts, { state: "blocked", sentence, nextAction: `Answer in the request ${reference}.` });
}
