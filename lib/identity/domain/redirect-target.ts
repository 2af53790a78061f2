/** Decoded at most this often: a browser or proxy between us and the page may decode once more than we do. */
const maxDecodings = 4;

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
const forbidden = /[\u0000-\u001f\u007f\\]/;

function staysHere(path: string): boolean {
  if (!path.startsWith("/") || path.startsWith("//") || forbidden.test(path)) return false;
  return URL.canParse(path, "http://here.invalid") && new URL(path, "http://here.invalid").host === "here.invalid";
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

/**
 * Where to go after signing in: a path of this site, or `/` for everything else. `//host`, `/\host`, `https:host`,
 * percent-encoded spellings of them, and line breaks all become `/`. An absolute address of `origin` becomes its path.
 */
export function safeRedirectPath(target: string | null | undefined, origin?: string): string {
  if (!target) return "/";
  const isOurs = origin !== undefined && (target === origin || target.startsWith(`${origin}/`));
  const path = isOurs ? target.slice(origin.length) || "/" : target;
  let spelling = path;
  for (let round = 0; round < maxDecodings; round += 1) {
    if (!staysHere(spelling)) return "/";
    const next = decoded(spelling.split("?")[0] ?? "");
    if (next === null) return "/";
    if (next === spelling) return path;
    spelling = next;
  }
  return staysHere(spelling) ? path : "/";
}
