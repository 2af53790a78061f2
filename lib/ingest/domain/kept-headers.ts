const secretNames =
  /^(authorization|cookie|proxy-authorization|x-signalbox-.*|.*-(token|api-key|apikey|secret|password))$/;
const transportNames =
  /^(connection|keep-alive|transfer-encoding|te|upgrade|expect|x-forwarded-.*|forwarded|via|traceparent|tracestate)$/;
const longestValue = 4_096;
const mostHeaders = 100;

/**
 * Headers that are kept with a body: what its reader may need. What could let somebody in is replaced by `[removed]`: headers by
 * which senders give shared words, and any value that holds one of the source's secrets.
 */
export function keptHeaders(
  headers: Readonly<Record<string, string>>,
  secrets: readonly string[],
): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [given, value] of Object.entries(headers).slice(0, mostHeaders)) {
    const name = given.toLowerCase();
    if (transportNames.test(name)) continue;
    const isSecret = secretNames.test(name) || secrets.some((secret) => value.includes(secret));
    kept[name] = isSecret ? "[removed]" : value.slice(0, longestValue).toWellFormed().replaceAll("\0", "\uFFFD");
  }
  return kept;
}
