/** Reading JSON of others: whatever is not as expected is undefined, and nothing throws. */

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What stands under these names, one below the other. */
export function at(value: unknown, ...names: readonly (string | number)[]): unknown {
  let found: unknown = value;
  for (const name of names) {
    if (Array.isArray(found) && typeof name === "number") found = found[name];
    else if (isRecord(found) && typeof name === "string" && Object.hasOwn(found, name)) found = found[name];
    else return undefined;
  }
  return found;
}

/** Text that is not empty; numbers count as their digits. */
export function textAt(value: unknown, ...names: readonly (string | number)[]): string | undefined {
  const found = at(value, ...names);
  if (typeof found === "number" && Number.isFinite(found)) return String(found);
  return typeof found === "string" && found.trim() !== "" ? found.trim() : undefined;
}

/** A number, also when it is written as text. */
export function numberAt(value: unknown, ...names: readonly (string | number)[]): number | undefined {
  const found = at(value, ...names);
  const number = typeof found === "string" && found.trim() !== "" ? Number(found) : found;
  return typeof number === "number" && Number.isFinite(number) ? number : undefined;
}

/** A list; empty when it is none. */
export function listAt(value: unknown, ...names: readonly (string | number)[]): readonly unknown[] {
  const found = at(value, ...names);
  return Array.isArray(found) ? found : [];
}

/** Text cut to what an event may hold. */
export function cut(text: string | undefined, maxLength: number): string | undefined {
  return text === undefined || text.length <= maxLength ? text : `${text.slice(0, maxLength - 1)}…`;
}
