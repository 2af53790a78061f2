/** The last value that was given, of things in order; null when none was. */
export function lastGiven<Item, Value>(
  items: readonly Item[],
  pick: (item: Item) => Value | null | undefined,
): Value | null {
  for (let at = items.length - 1; at >= 0; at -= 1) {
    const item = items[at];
    const value = item === undefined ? undefined : pick(item);
    if (value !== undefined && value !== null) return value;
  }
  return null;
}
