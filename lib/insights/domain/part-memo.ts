import type { PreparedRecords } from "./prepared-records";

/** Questions about one part that are remembered: what pages ask repeatedly, of this day and this person's choices. */
const keptKeys = 8;

/**
 * What was worked out of a part, kept as long as the part itself: a part never changes, and a lane that changes becomes another part. So of
 * a year of an organisation only the lane that changed is looked at again.
 */
export class PartMemo<Value> {
  readonly #values = new WeakMap<PreparedRecords, Map<unknown, Value>>();

  /** The value of a part under a key; made by `make` when it is not kept. */
  get(part: PreparedRecords, key: unknown, make: () => Value): Value {
    const own = this.#values.get(part) ?? new Map<unknown, Value>();
    this.#values.set(part, own);
    const found = own.get(key);
    if (found !== undefined) return found;
    const value = make();
    own.set(key, value);
    const [oldest] = own.keys();
    if (own.size > keptKeys) own.delete(oldest);
    return value;
  }
}
