/**
 * Many small writes as a few large ones: what comes while a write is under way, and for `lingerMs` more, goes out together. A
 * caller is answered when its own item is committed.
 */
export interface GroupCommitOptions<Item, Result> {
  /** Write these; one result each, in order. A failure is everybody's. */
  readonly flush: (items: readonly Item[]) => Promise<readonly Result[]>;
  readonly sizeOf: (item: Item) => number;
  /** How long the first of a group waits for company. */
  readonly lingerMs: number;
  readonly maxItems: number;
  /** Of one group, by `sizeOf`. A single larger item goes alone. */
  readonly maxSize: number;
  /** Of all that wait; beyond it `add` refuses with `QueueFullError`. */
  readonly maxWaitingSize: number;
  /** Groups that are written at the same time. */
  readonly maxInFlight: number;
}

/** More waits than may; the sender should try again in a moment. */
export class QueueFullError extends Error {
  override name = "QueueFullError";
}

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly size: number;
  resolve(result: Result): void;
  reject(error: unknown): void;
}

export class GroupCommit<Item, Result> {
  readonly #options: GroupCommitOptions<Item, Result>;
  #waiting: Waiting<Item, Result>[] = [];
  #waitingSize = 0;
  #inFlight = 0;
  #timer: NodeJS.Timeout | null = null;

  constructor(options: GroupCommitOptions<Item, Result>) {
    this.#options = options;
  }

  /** Write `item` with its neighbours. Rejects with what the write failed with, or QueueFullError. */
  add(item: Item): Promise<Result> {
    const size = this.#options.sizeOf(item);
    if (this.#waitingSize + size > this.#options.maxWaitingSize)
      return Promise.reject(new QueueFullError("too much waits"));
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, size, resolve, reject });
      this.#waitingSize += size;
      if (this.#waiting.length >= this.#options.maxItems || this.#waitingSize >= this.#options.maxSize) this.#send();
      else this.#timer ??= setTimeout(() => this.#send(), this.#options.lingerMs);
    });
  }

  #send(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    while (this.#waiting.length > 0 && this.#inFlight < this.#options.maxInFlight) void this.#write(this.#nextGroup());
  }

  #nextGroup(): readonly Waiting<Item, Result>[] {
    let size = 0;
    let count = 0;
    for (const one of this.#waiting) {
      if (count > 0 && (count >= this.#options.maxItems || size + one.size > this.#options.maxSize)) break;
      size += one.size;
      count += 1;
    }
    this.#waitingSize -= size;
    return this.#waiting.splice(0, count);
  }

  async #write(group: readonly Waiting<Item, Result>[]): Promise<void> {
    this.#inFlight += 1;
    try {
      const results = await this.#options.flush(group.map(({ item }) => item));
      if (results.length !== group.length) throw new Error("a group was answered with another number of results");
      for (const [at, one] of group.entries()) one.resolve(results[at] as Result);
    } catch (error) {
      for (const one of group) one.reject(error);
    } finally {
      this.#inFlight -= 1;
      // Whatever came meanwhile has waited long enough.
      this.#send();
    }
  }
}
