/** Words that look like keys and are none. */
const notTickets = new Set([
  "UTF",
  "SHA",
  "ISO",
  "RFC",
  "CVE",
  "MD",
  "HTTP",
  "TLS",
  "SSL",
  "ES",
  "AES",
  "RSA",
  "UTC",
  "GMT",
]);

const usualKey = /(?<![A-Za-z0-9_])(?:([A-Z][A-Z0-9]{1,9})-\d{1,9}|CHG\d{4,12})(?![A-Za-z0-9_])/g;

/** At most so many keys are taken of one change. */
const mostKeys = 20;

/**
 * Keys of tickets that texts name, sorted and once each: with `prefixes` those that begin so and go on in digits; without,
 * Jira's form and ServiceNow's change numbers.
 */
export function ticketKeysIn(texts: readonly (string | undefined)[], prefixes?: readonly string[]): string[] {
  const all = texts.filter((text) => text !== undefined).map((text) => text.slice(0, 20_000));
  const found = all.flatMap((text) => (prefixes ? withPrefixes(text, prefixes) : usual(text)));
  return [...new Set(found)].sort().slice(0, mostKeys);
}

function usual(text: string): string[] {
  return [...text.matchAll(usualKey)]
    .filter(([, project]) => project === undefined || !notTickets.has(project))
    .map(([key]) => key);
}

function withPrefixes(text: string, prefixes: readonly string[]): string[] {
  const words = text.match(/[A-Za-z0-9-]+/g) ?? [];
  return words.filter((word) =>
    prefixes.some((prefix) => word.startsWith(prefix) && /^\d{1,12}$/.test(word.slice(prefix.length))),
  );
}
