/** Everything said about a field and about the parts of its value (`slots.a`, `slots.a.2`), as one text for its input. */
export function errorsUnder(errors: Readonly<Record<string, unknown>>, path: string): string | undefined {
  const found = Object.entries(errors)
    .filter(([field]) => field === path || field.startsWith(`${path}.`))
    .flatMap(([, message]) => (typeof message === "string" ? [message] : []));
  return found.length > 0 ? [...new Set(found)].join(" ") : undefined;
}
