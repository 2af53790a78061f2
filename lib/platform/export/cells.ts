/** Several values in one cell, what is not there left out. */
export function listCell(values: readonly (string | null)[]): string {
  return values.filter((value) => value !== null).join("; ");
}

/** A value that has parts of its own, as JSON; nothing for nothing. */
export function jsonCell(value: unknown): string | null {
  return value === null || value === undefined ? null : JSON.stringify(value);
}
