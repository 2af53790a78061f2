/**
 * Passwords that attackers try first, in the length that we accept. Leaked lists hold few passwords of 15 characters or
 * more, and those follow patterns: a common word repeated, two common words, a word and a counted-up number, a walk
 * over the keyboard. The list is those patterns written out over the words that lead every published ranking.
 */
const words = [
  ..."password passwort welcome letmein qwerty qwertz azerty asdfgh zxcvbn admin administrator root master".split(" "),
  ..."iloveyou princess sunshine monkey dragon football baseball basketball soccer superman batman".split(" "),
  ..."shadow michael jennifer jordan charlie daniel jessica ashley hunter killer trustno starwars".split(" "),
  ..."freedom whatever computer internet secret access login changeme default guest test user".split(" "),
  ..."summer winter spring autumn monday friday january december chocolate cheese coffee banana".split(" "),
  ..."company service release signalbox production staging server database".split(" "),
];

const tails = ["123", "1234", "12345", "123456", "1234567", "12345678", "123456789", "1234567890", "12345678910"];
const endings = ["", "!", "1", "1!", "123", "123!", "2024", "2025", "2026"];

const keyboardWalks = [
  "qwertyuiopasdfghjklzxcvbnm",
  "1q2w3e4r5t6y7u8i9o0p",
  "qazwsxedcrfvtgbyhnujmik",
  "1qaz2wsx3edc4rfv5tgb",
  "zxcvbnmasdfghjklqwertyuiop",
  "asdfghjklqwertyuiop",
  "qwertzuiopasdfghjkl",
  "azertyuiopqsdfghjklm",
  "abcdefghijklmnopqrstuvwxyz",
  "01234567890123456789",
  "12345678901234567890",
  "98765432109876543210",
  "correcthorsebatterystaple",
];

const shortest = 15;

function repeatedWords(): string[] {
  return words.flatMap((word) => [2, 3, 4, 5].map((times) => word.repeat(times)));
}

function pairs(): string[] {
  return words.flatMap((first) => words.map((second) => first + second));
}

function wordsWithTails(): string[] {
  const singles = words.flatMap((word) => tails.map((tail) => word + tail));
  return singles.concat(words.flatMap((word) => tails.map((tail) => word + word + tail)));
}

function walks(): string[] {
  return keyboardWalks.flatMap((walk) => {
    const cuts = [walk];
    for (let length = shortest; length < walk.length; length += 1) cuts.push(walk.slice(0, length));
    return cuts;
  });
}

function writeOut(): ReadonlySet<string> {
  return new Set(
    [...words, ...repeatedWords(), ...pairs(), ...wordsWithTails(), ...walks()]
      .flatMap((base) => endings.map((ending) => base + ending))
      .filter((entry) => entry.length >= shortest),
  );
}

let written: ReadonlySet<string> | undefined;

/** Lower-case entries of at least 15 characters. Written out when first asked for: most processes never judge a password. */
export function commonPasswords(): ReadonlySet<string> {
  written ??= writeOut();
  return written;
}

/** Is this, whatever its capitals, a password that attackers try first, or one character or short group over and over? */
export function isCommonPassword(password: string): boolean {
  return commonPasswords().has(password.toLowerCase()) || /^(.{1,4})\1+$/su.test(password);
}
