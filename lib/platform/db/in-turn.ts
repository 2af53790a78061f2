/**
 * `call` as it is, but one at a time: the next begins when the one before has ended, well or not, in the order of asking. What each
 * answers or throws is its own.
 */
export function inTurn<Arguments extends readonly unknown[], Result>(
  call: (...given: Arguments) => Promise<Result>,
  turn: Turn = createTurn(),
): (...given: Arguments) => Promise<Result> {
  return (...given) => turn.take(() => call(...given));
}

/** A queue that several calls share. */
export interface Turn {
  take<Result>(work: () => Promise<Result>): Promise<Result>;
}

export function createTurn(): Turn {
  let last: Promise<unknown> = Promise.resolve();
  return {
    take(work) {
      const mine = last.then(work);
      last = mine.catch(() => undefined);
      return mine;
    },
  };
}
