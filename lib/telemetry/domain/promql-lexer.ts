/** The little of PromQL's lexis that is needed to know what is a string and what is not. */
export type PromqlPiece =
  | { readonly kind: "code"; readonly text: string }
  | { readonly kind: "comment"; readonly text: string }
  /** `text` is the inside of the literal as written. */
  | { readonly kind: "string"; readonly quote: '"' | "'" | "`"; readonly text: string };

/** Index of the closing quote, or -1. Only the backquote lets a line break or a backslash pass as itself. */
function closingQuote(query: string, start: number, quote: string): number {
  if (quote === "`") return query.indexOf("`", start);
  for (let index = start; index < query.length; index += 1) {
    const character = query[index];
    if (character === quote) return index;
    if (character === "\n") return -1;
    if (character === "\\") index += 1;
  }
  return -1;
}

/** Index of the first quote or comment sign at or after `start`, or the length. */
function nextSpecial(query: string, start: number): number {
  const found = query.slice(start).search(/["'`#]/);
  return found === -1 ? query.length : start + found;
}

/** Cut a query into code, strings and comments. Null when a string does not end. */
export function piecesOf(query: string): readonly PromqlPiece[] | null {
  const pieces: PromqlPiece[] = [];
  let at = 0;
  while (at < query.length) {
    const special = nextSpecial(query, at);
    if (special > at) pieces.push({ kind: "code", text: query.slice(at, special) });
    if (special === query.length) break;
    const quote = query[special];
    if (quote === '"' || quote === "'" || quote === "`") {
      const end = closingQuote(query, special + 1, quote);
      if (end === -1) return null;
      pieces.push({ kind: "string", quote, text: query.slice(special + 1, end) });
      at = end + 1;
    } else {
      const lineEnd = query.indexOf("\n", special);
      at = lineEnd === -1 ? query.length : lineEnd;
      pieces.push({ kind: "comment", text: query.slice(special, at) });
    }
  }
  return pieces;
}

/**
 * True when the query is one selector of current values, such as `queue_depth{version="1"}`: only for those can the age
 * of the sample be asked for.
 */
export function isBareSelector(query: string): boolean {
  const pieces = piecesOf(query.trim());
  if (pieces === null || pieces.some(({ kind }) => kind === "comment")) return false;
  const skeleton = pieces.map((piece) => (piece.kind === "string" ? '""' : piece.text)).join("");
  return /^[a-zA-Z_:][a-zA-Z0-9_:]*\s*(\{\s*([a-zA-Z_]\w*\s*(=|!=|=~|!~)\s*""\s*,?\s*)*\})?$/.test(skeleton);
}
