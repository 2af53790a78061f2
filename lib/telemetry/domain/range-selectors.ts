import type { Blind } from "../port";
import { blind, type InstantAnswer } from "./prometheus-answer";
import { piecesOf } from "./promql-lexer";

/**
 * Functions over a range, such as `rate(x[1m])`, go on answering finite and plausible numbers for as long as the range
 * when what they are about has died. So it is asked beside them whether each range still has a current sample.
 */

/** Series that ended longer ago are not missed: many, such as those of errors, come into being late or not at all. */
const rememberedFor = "5m";
const PART = "signalbox_range";
const selectorsMax = 10;

const rangeSelector = /(?:[a-zA-Z_:][a-zA-Z0-9_:]*\s*(?:\{[^{}]*\})?|\{[^{}]*\})\s*(?=\[\s*[0-9a-z]+\s*\])/g;

/** The selectors of a query that stand before a range, each once. Empty when the query cannot be cut into its parts. */
export function rangeSelectorsIn(query: string): readonly string[] {
  const pieces = piecesOf(query);
  if (pieces === null) return [];
  const strings: string[] = [];
  const skeleton = pieces
    .map((piece) => {
      if (piece.kind === "code") return piece.text;
      if (piece.kind === "comment") return " ";
      strings.push(`${piece.quote}${piece.text}${piece.quote}`);
      return `"${strings.length - 1}"`;
    })
    .join("");
  const found = [...skeleton.matchAll(rangeSelector)].map(([selector]) =>
    selector.trim().replace(/"(\d+)"/g, (_, index: string) => strings[Number(index)] ?? '""'),
  );
  return [...new Set(found)].slice(0, selectorsMax);
}

/** One query for the time of the newest current sample of each selector; 0 where there were samples and are none now. */
export function sampleTimesQuery(selectors: readonly string[]): string {
  return selectors
    .map((selector, index) => {
      const newest = `max(timestamp(${selector})) or 0 * max(count_over_time(${selector}[${rememberedFor}]))`;
      return `label_replace((${newest}), "${PART}", "${index}", "", "")`;
    })
    .join(" or ");
}

/** Why the ranges of a query cannot be believed any more, from the answer to `sampleTimesQuery`; null when they can. */
export function staleRange(
  answer: InstantAnswer,
  { selectors, staleAfterMs }: { readonly selectors: readonly string[]; readonly staleAfterMs: number },
): Blind | null {
  if (answer.type === "error") return blind("query_error", `Prometheus answered: ${answer.message}`);
  if (answer.type !== "vector") return blind("wrong_shape", "The times of the samples are not a vector.");
  for (const sample of answer.samples) {
    const selector = selectors[Number(sample.labels[PART])] ?? "A range of the query";
    const takenMs = Number(sample.value) * 1_000;
    if (takenMs === 0) return blind("stale", `${selector} has no current sample any more.`);
    const ageMs = Math.round(sample.evaluatedAt - takenMs);
    if (ageMs > staleAfterMs) {
      return blind("stale", `The newest sample of ${selector} is ${ageMs} ms old, more than ${staleAfterMs} ms.`);
    }
  }
  return null;
}
