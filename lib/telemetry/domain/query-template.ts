import type { Reason } from "@/lib/kernel/result";
import { escapeString, quoteRegex, quoteString } from "./promql";
import { type PromqlPiece, piecesOf } from "./promql-lexer";

/** What the placeholders of a custom query stand for. Null where it is not known; a query that needs it is refused. */
export interface TemplateValues {
  readonly canary: string | null;
  readonly stable: string | null;
  readonly service: string | null;
  readonly environment: string | null;
}

export type FilledQuery =
  | { readonly ok: true; readonly query: string }
  | { readonly ok: false; readonly reason: Reason };

const names: readonly (keyof TemplateValues)[] = ["canary", "stable", "service", "environment"];
const placeholder = /\{\{\s*([^{}]*?)\s*\}\}/g;

function refused(code: string, message: string, remedy: string): FilledQuery {
  return { ok: false, reason: { code, message, remedy } };
}

function isKnown(name: string): name is keyof TemplateValues {
  return (names as readonly string[]).includes(name);
}

class Refusal extends Error {
  constructor(readonly result: FilledQuery) {
    super("the template is refused");
  }
}

function placeholderValue(name: string, values: TemplateValues): string {
  if (!isKnown(name)) {
    const remedy = `Use one of ${names.map((known) => `{{${known}}}`).join(", ")}.`;
    throw new Refusal(refused("unknown_placeholder", `There is no placeholder {{${name.slice(0, 60)}}}.`, remedy));
  }
  const value = values[name];
  if (value === null) {
    const remedy = "Remove the placeholder, or use the query where that is known.";
    throw new Refusal(refused("placeholder_without_value", `Nothing is known for {{${name}}} here.`, remedy));
  }
  return value;
}

/** Replace the placeholders in the inside of a literal; escape sequences are stepped over whole. */
function fillLiteral(inside: string, replace: (name: string) => string): string {
  return inside.replace(/\\[\s\S]|\{\{\s*([^{}]*?)\s*\}\}/g, (match, name: string | undefined) =>
    name === undefined ? match : replace(name),
  );
}

function fillString(
  piece: Extract<PromqlPiece, { kind: "string" }>,
  codeBefore: string,
  values: TemplateValues,
): string {
  const { quote, text } = piece;
  if (text.search(placeholder) === -1) return quote + text + quote;
  const matcher = /(=~|!~|!=|=)\s*$/.exec(codeBefore)?.[1];
  // `==` compares numbers and is never followed by a string, so a single `=` here is a label matcher.
  if (matcher === undefined) {
    const message = "A placeholder stands in a text that is not the value of a label.";
    throw new Refusal(refused("placeholder_outside_label", message, 'Use placeholders as in {version="{{canary}}"}.'));
  }
  const isRegex = matcher === "=~" || matcher === "!~";
  const plain = (name: string): string =>
    isRegex ? quoteRegex(placeholderValue(name, values)) : placeholderValue(name, values);
  if (quote === "`") return quoteString(text.replace(placeholder, (_match, name: string) => plain(name)));
  return quote + fillLiteral(text, (name) => escapeString(plain(name))) + quote;
}

function fillPiece(piece: PromqlPiece, before: string, values: TemplateValues): string {
  if (piece.kind === "comment") return piece.text;
  if (piece.kind === "string") return fillString(piece, before, values);
  if (/\{\{|\}\}/.test(piece.text)) {
    const message = "A placeholder stands outside quotes, where it would change what the query means.";
    throw new Refusal(refused("placeholder_outside_quotes", message, 'Write it as {version="{{canary}}"}.'));
  }
  return piece.text;
}

/**
 * Fill `{{canary}}`, `{{stable}}`, `{{service}}` and `{{environment}}` of a PromQL query. They may only stand in the quoted
 * value of a label matcher, where the value is escaped for the quote and, behind `=~` and `!~`, for the expression.
 */
export function fillPromqlTemplate(template: string, values: TemplateValues): FilledQuery {
  const pieces = piecesOf(template);
  if (pieces === null) {
    return refused(
      "unterminated_string",
      "A quoted text of the query does not end.",
      "Close the quote on the same line.",
    );
  }
  try {
    let before = "";
    let query = "";
    for (const piece of pieces) {
      query += fillPiece(piece, before, values);
      if (piece.kind !== "comment") before = piece.kind === "code" ? before + piece.text : "";
    }
    return { ok: true, query };
  } catch (error) {
    if (error instanceof Refusal) return error.result;
    throw error;
  }
}
