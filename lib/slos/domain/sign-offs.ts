import type { Reason } from "@/lib/kernel/result";
import type { SloDefinition } from "../contract";
import { canonicalText, plainDefinition } from "./as-code/spec";
import type { Party } from "./parties";

/** Roles that speak for a party. Developers speak for none; an administrator for any, but as one person for one only. */
export const partyRoles: Readonly<Record<Party, readonly string[]>> = {
  product: ["release_manager", "admin"],
  operations: ["sre", "admin"],
  security: ["approver", "admin"],
};

/** What is signed. */
export interface SignedContent {
  readonly slug: string;
  readonly name: string;
  readonly service: string;
  readonly environment: string;
  readonly definition: SloDefinition;
  /** In the text, so that words that come back are not what was signed. */
  readonly revision: number;
}

/** The text whose hash is signed. */
export function contentText({ definition, ...rest }: SignedContent): string {
  return canonicalText({ objective: 1, ...rest, definition: plainDefinition(definition) });
}

export interface SignOff {
  readonly party: Party;
  readonly contentHash: string;
  readonly person: string;
}

/** The sign-offs that count for exactly this content: each party once, each person for one party. */
export function validSignOffs<One extends SignOff>(signOffs: readonly One[], contentHash: string): One[] {
  const valid: One[] = [];
  for (const one of signOffs) {
    const isTaken = valid.some(({ party, person }) => party === one.party || person === one.person);
    if (one.contentHash === contentHash && !isTaken) valid.push(one);
  }
  return valid;
}

export interface SigningQuestion {
  readonly party: Party;
  readonly person: string;
  readonly roles: readonly string[];
  readonly contentHash: string;
  /** Who wrote this content; null when nobody knows. */
  readonly author: string | null;
  readonly signOffs: readonly SignOff[];
}

/** Every reason why this person may not sign this for that party. */
export function signingReasons(question: SigningQuestion): Reason[] {
  const { party, person, roles, contentHash } = question;
  const reasons: Reason[] = [];
  const say = (code: string, message: string, remedy: string) =>
    reasons.push({ code, field: "party", message, remedy });
  if (!roles.some((role) => partyRoles[party].includes(role)))
    say("not_of_party", `Your role does not speak for ${party}.`, `Ask somebody of ${party}.`);
  if (question.author === person)
    say("own_objective", "You wrote this, so somebody else signs it.", "Ask another person of that party.");
  const valid = validSignOffs(question.signOffs, contentHash);
  if (valid.some((one) => one.party === party))
    say("signed_already", `It is signed for ${party} already.`, "Nothing needs to be done.");
  if (valid.some((one) => one.person === person && one.party !== party))
    say(
      "one_party",
      "You signed it for another party already.",
      "Ask another person: one person speaks for one party.",
    );
  return reasons;
}
