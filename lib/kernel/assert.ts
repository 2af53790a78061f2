/** A programmer's error: a state that the code promised cannot be. Never caught to be ignored; shows as a 500. */
export class AssertionFailure extends Error {
  override name = "AssertionFailure";
}

/** Throw an AssertionFailure with `sentence` unless `condition` holds. */
export function assert(condition: unknown, sentence: string): asserts condition {
  if (!condition) throw new AssertionFailure(sentence);
}

/** The end of an exhaustive switch. */
export function assertNever(value: never): never {
  throw new AssertionFailure(`unexpected value: ${JSON.stringify(value)}`);
}
