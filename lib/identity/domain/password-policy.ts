import type { Reason } from "@/lib/kernel/result";
import { isCommonPassword } from "./common-passwords";
import { passwordMaxCharacters, passwordMinCharacters } from "./limits";

/** Shorter words of the person's own name say too little to refuse a password for. */
const shortestOwnWord = 4;
/** So much must be left of a password when the person's own words are taken out. */
const fewestOtherCharacters = 8;

function isMadeOf(password: string, ownWords: readonly string[]): boolean {
  const own = ownWords.map((word) => word.toLowerCase()).filter((word) => word.length >= shortestOwnWord);
  const lower = password.toLowerCase();
  const rest = own.reduce((text, word) => text.replaceAll(word, ""), lower);
  return rest.length < lower.length && rest.length < fewestOtherCharacters;
}

/**
 * Everything that is wrong with a new password; an empty list when it is good. Length counts characters, and every
 * character is allowed and kept as it is. `ownWords` are the person's name, address and the like.
 */
export function passwordObjections(password: string, ownWords: readonly string[] = [], field = "password"): Reason[] {
  const length = [...password].length;
  const reasons: Reason[] = [];
  const object = (code: string, message: string, remedy: string): void => {
    reasons.push({ code, field, message, remedy });
  };
  if (!password.isWellFormed()) {
    object("not_text", "The password has characters that cannot be stored.", "Type it again.");
  }
  if (length < passwordMinCharacters) {
    object(
      "too_short",
      `The password has ${length} characters.`,
      `Use at least ${passwordMinCharacters}: four words will do.`,
    );
  }
  if (length > passwordMaxCharacters) {
    object("too_long", `The password has ${length} characters.`, `Use at most ${passwordMaxCharacters}.`);
  }
  if (isCommonPassword(password) || isMadeOf(password, ownWords)) {
    object(
      "too_common",
      "This password is one of the first that an attacker tries.",
      "Choose words that nobody expects together.",
    );
  }
  return reasons;
}
