/** A clock that jumps from event to event. Events at the same moment run in the order in which they were asked for. */
export class VirtualTime {
  private readonly heap: Entry[] = [];
  private order = 0;
  nowMs = 0;

  /** Run once at this moment, or now when it has passed. */
  at(atMs: number, run: () => void): void {
    this.order += 1;
    this.push({ atMs: Math.max(atMs, this.nowMs), order: this.order, run });
  }

  after(delayMs: number, run: () => void): void {
    this.at(this.nowMs + delayMs, run);
  }

  /** Let events happen, each with all that follows from it at once, until `endMs` or until `isOver`. */
  async runUntil(endMs: number, isOver: () => boolean): Promise<void> {
    for (;;) {
      const next = this.heap[0];
      if (next === undefined || next.atMs > endMs) break;
      this.pop();
      this.nowMs = next.atMs;
      next.run();
      // A tick comes once no promise has anything left to do, and costs no turn of the event loop: nothing here waits for one.
      await new Promise<void>((resolve) => process.nextTick(resolve));
      if (isOver()) return;
    }
    this.nowMs = Math.max(this.nowMs, endMs);
  }

  private push(entry: Entry): void {
    const { heap } = this;
    let index = heap.push(entry) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!isBefore(entry, heap[parent] as Entry)) break;
      heap[index] = heap[parent] as Entry;
      index = parent;
    }
    heap[index] = entry;
  }

  private pop(): void {
    const { heap } = this;
    const last = heap.pop() as Entry;
    if (heap.length === 0) return;
    let index = 0;
    for (;;) {
      const left = 2 * index + 1;
      if (left >= heap.length) break;
      const right = left + 1;
      const child = right < heap.length && isBefore(heap[right] as Entry, heap[left] as Entry) ? right : left;
      if (!isBefore(heap[child] as Entry, last)) break;
      heap[index] = heap[child] as Entry;
      index = child;
    }
    heap[index] = last;
  }
}

interface Entry {
  readonly atMs: number;
  readonly order: number;
  readonly run: () => void;
}

function isBefore(one: Entry, other: Entry): boolean {
  return one.atMs < other.atMs || (one.atMs === other.atMs && one.order < other.order);
}
