import { isDatabaseAway } from "@/lib/platform/db/database-errors";

interface Halving<Item, Result> {
  /** The work for these items, all or nothing; `null`: for whatever waits. */
  attempt(only: readonly Item[] | null): Promise<Result>;
  /** What the first attempt had taken when it failed. */
  itemsOfFirst(): readonly Item[];
  join(one: Result, other: Result): Result;
  /** A single item that fails by itself. */
  setAside(item: Item, error: unknown): Promise<Result>;
}

/**
 * Do a batch; when it fails, do its halves, until what is at fault stands alone and is set aside. A database that is away is
 * nobody's fault: that error is thrown, and nothing is set aside.
 */
export async function inHalves<Item, Result>(halving: Halving<Item, Result>): Promise<Result> {
  async function half(items: readonly Item[]): Promise<Result> {
    try {
      return await halving.attempt(items);
    } catch (error) {
      return divide(items, error);
    }
  }
  async function divide(items: readonly Item[], error: unknown): Promise<Result> {
    const [first] = items;
    if (first === undefined || isDatabaseAway(error)) throw error;
    if (items.length === 1) return halving.setAside(first, error);
    const middle = Math.ceil(items.length / 2);
    const one = await half(items.slice(0, middle));
    return halving.join(one, await half(items.slice(middle)));
  }
  try {
    return await halving.attempt(null);
  } catch (error) {
    return divide(halving.itemsOfFirst(), error);
  }
}
