/** A second, independent reading of PromQL's text, for tests of what builds it. */

export type OracleToken =
  | { readonly kind: "punctuation"; readonly text: string }
  | { readonly kind: "word"; readonly text: string }
  | { readonly kind: "string"; readonly value: string };

const simpleEscapes: Readonly<Record<string, string>> = {
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  "\\": "\\",
  '"': '"',
  "'": "'",
};

/** Length of the hexadecimal digits behind the letter of an escape. */
const hexEscapes: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

function readEscape(text: string, at: number, quote: string): { value: string; next: number } {
  const letter = text[at] ?? "";
  const digits = hexEscapes[letter];
  if (digits !== undefined) {
    const hex = text.slice(at + 1, at + 1 + digits);
    if (!/^[0-9a-f]+$/i.test(hex) || hex.length !== digits) throw new Error(`bad escape at ${at}`);
    return { value: String.fromCodePoint(Number.parseInt(hex, 16)), next: at + 1 + digits };
  }
  const simple = simpleEscapes[letter];
  // The quote that does not delimit may not be escaped.
  if (simple === undefined || ((letter === '"' || letter === "'") && letter !== quote))
    throw new Error(`bad escape at ${at}`);
  return { value: simple, next: at + 1 };
}

function readString(text: string, start: number): { value: string; next: number } {
  const quote = text[start] ?? "";
  let value = "";
  let at = start + 1;
  while (text[at] !== quote) {
    const character = text[at];
    if (character === undefined) throw new Error("the string does not end");
    if (quote !== "`" && character === "\n") throw new Error("a line break in a string");
    if (quote !== "`" && character === "\\") {
      const escaped = readEscape(text, at + 1, quote);
      value += escaped.value;
      at = escaped.next;
    } else {
      value += character;
      at += 1;
    }
  }
  return { value, next: at + 1 };
}

/** All tokens of a query; comments and white space dropped. Throws where Prometheus would. */
export function promqlTokens(text: string): OracleToken[] {
  const tokens: OracleToken[] = [];
  let at = 0;
  while (at < text.length) {
    const character = text[at] ?? "";
    if (/\s/.test(character)) at += 1;
    else if (character === "#") at = text.indexOf("\n", at) === -1 ? text.length : text.indexOf("\n", at);
    else if (character === '"' || character === "'" || character === "`") {
      const { value, next } = readString(text, at);
      tokens.push({ kind: "string", value });
      at = next;
    } else {
      const word = /^[A-Za-z0-9_:.]+/.exec(text.slice(at))?.[0];
      const operator = /^(=~|!~|!=|==|<=|>=)/.exec(text.slice(at))?.[0];
      const token = word ?? operator ?? character;
      tokens.push({ kind: word === undefined ? "punctuation" : "word", text: token });
      at += token.length;
    }
  }
  return tokens;
}

/** The values that an alternation of quoted literals accepts. Throws when anything in it is not literal. */
export function literalAlternatives(regex: string): string[] {
  const values = [""];
  for (let at = 0; at < regex.length; at += 1) {
    const character = regex[at] ?? "";
    if (character === "|") values.push("");
    else if (character === "\\") {
      at += 1;
      if (!/[\\.+*?()|[\]{}^$]/.test(regex[at] ?? "")) throw new Error(`escape of ${regex[at]}`);
      values.push((values.pop() ?? "") + regex[at]);
    } else if (/[.+*?()[\]{}^$]/.test(character)) throw new Error(`not literal: ${character}`);
    else values.push((values.pop() ?? "") + character);
  }
  return values;
}
