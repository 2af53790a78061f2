/** `map` over items with at most `width` calls at a time. Rejects with the first rejection. */
export async function mapBounded<Item, Result>(
  items: readonly Item[],
  width: number,
  map: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const results = new Map<number, Result>();
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < items.length) {
      const index = next;
      next += 1;
      results.set(index, await map(items[index] as Item));
    }
  };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, lane));
  return [...results.entries()].sort(([left], [right]) => left - right).map(([, result]) => result);
}
