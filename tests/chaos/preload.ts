/**
 * Loaded into a worker before it starts: what a test can do to a process only from inside. `{ spinMs }` keeps the event
 * loop busy; `{ shiftMs }` moves the wall clock of the process, and not the monotonic one, as a jump of the machine's does.
 */
export {};

interface Order {
  readonly spinMs?: number;
  readonly shiftMs?: number;
}

const RealDate = Date;
let shiftMs = 0;

class ShiftedDate extends RealDate {
  constructor(...given: unknown[]) {
    if (given.length === 0) super(RealDate.now() + shiftMs);
    else super(...(given as [number]));
  }
  static override now(): number {
    return RealDate.now() + shiftMs;
  }
}
globalThis.Date = ShiftedDate as DateConstructor;

process.on("message", (order: Order) => {
  if (order.shiftMs !== undefined) shiftMs = order.shiftMs;
  const untilMs = performance.now() + (order.spinMs ?? 0);
  while (performance.now() < untilMs);
});
// The channel must not keep a process alive that wants to end.
process.channel?.unref();
