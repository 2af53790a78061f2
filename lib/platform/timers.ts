/** Give up a timer that has not fired yet. */
export type Cancel = () => void;

/** Where waiting comes from, so that time can be let pass by something else than the machine's clock. */
export interface Timers {
  /** Run once, `delayMs` from now. A timer never keeps the process alive by itself. */
  after(delayMs: number, run: () => void): Cancel;
}

export const systemTimers: Timers = {
  after(delayMs, run) {
    const timer = setTimeout(run, delayMs);
    timer.unref();
    return () => clearTimeout(timer);
  },
};

/** Turns of the event loop that a peer has at least, whatever this process does meanwhile. */
const peerTurns = 8;

/**
 * The deadline of somebody else: run once, when `budgetMs` are over. While this process stood still it could hear nobody, so that such a
 * time counts as one turn of the eight, however long it was; otherwise a busy machine of ours would be told as a dead one of theirs.
 */
export function afterPeersTime(budgetMs: number, run: () => void): Cancel {
  const turnMs = Math.ceil(budgetMs / peerTurns);
  let turns = 0;
  let timer: NodeJS.Timeout;
  const next = (): void => {
    turns += 1;
    timer = setTimeout(turns === peerTurns ? run : next, turnMs);
  };
  next();
  return () => clearTimeout(timer);
}

/** How long work that ignores its signal is waited for beyond its deadline. */
const graceMs = 250;

/**
 * Run `work` with a signal that aborts after `deadlineMs`. Work that does not heed its signal is given up shortly after:
 * rejects with `TimeoutError` then, so that what waits here never waits for ever.
 */
export function withDeadline<Result>(
  timers: Timers,
  deadlineMs: number,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const controller = new AbortController();
  return new Promise<Result>((resolve, reject) => {
    let cancel = timers.after(deadlineMs, () => {
      const error = new DOMException(`There was no answer within ${deadlineMs} ms.`, "TimeoutError");
      cancel = timers.after(graceMs, () => reject(error));
      controller.abort(error);
    });
    work(controller.signal)
      .then(resolve, reject)
      .finally(() => cancel());
  });
}
