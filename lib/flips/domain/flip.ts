/** A flag that was given another value in a place. */
export interface FlipMade {
  readonly from: string;
  readonly to: string;
}

export type FlipDirection = "forward" | "back";

/**
 * The flips that can be undone now, given all that were made with a flag in a place, oldest first. Each gives the value that the next one
 * changed; a flip to a value that one of them changed undoes that one and all after it. Where somebody says that the flag had another value
 * than is known, what was before cannot be undone by name any more.
 */
export function undoable(made: readonly FlipMade[]): readonly FlipMade[] {
  let left: readonly FlipMade[] = [];
  for (const flip of made) left = afterFlip(left, flip);
  return left;
}

function afterFlip(left: readonly FlipMade[], flip: FlipMade): readonly FlipMade[] {
  const isKnown = left.length === 0 || left.at(-1)?.to === flip.from;
  if (flip.from === flip.to) return isKnown ? left : [];
  if (!isKnown) return [flip];
  const undone = left.findIndex(({ from }) => from === flip.to);
  return undone === -1 ? [...left, flip] : left.slice(0, undone);
}

/** The value that a flag has as far as the flips made with it tell; null when there was none. */
export function knownValue(made: readonly FlipMade[]): string | null {
  return made.at(-1)?.to ?? null;
}

/** Is this flip a step back to a value that the flag had before flips that were recorded? Everything else is forward. */
export function directionOf(made: readonly FlipMade[], asked: FlipMade): FlipDirection {
  const left = undoable(made);
  const isKnown = left.at(-1)?.to === asked.from && asked.from !== asked.to;
  return isKnown && left.some(({ from }) => from === asked.to) ? "back" : "forward";
}

export interface FlipFacts {
  readonly direction: FlipDirection;
  /** A reason keeps the gate from being open. */
  readonly isHeld: boolean;
  /** Id of the emergency in force for this flag in this place; null when there is none. */
  readonly emergencyInForce: string | null;
  /** Whoever asks breaks the glass now. */
  readonly breaksGlass: boolean;
}

export type FlipDecision =
  | { readonly outcome: "allowed" | "refused" }
  /** Under an emergency in force, or (null) under one that is to be recorded with it. */
  | { readonly outcome: "passed"; readonly emergencyId: string | null };

/** What becomes of a flip. A flip back is never held; what is held goes forward under a recorded emergency only. */
export function decideFlip({ direction, isHeld, emergencyInForce, breaksGlass }: FlipFacts): FlipDecision {
  if (direction === "back" || !isHeld) return { outcome: "allowed" };
  if (emergencyInForce !== null) return { outcome: "passed", emergencyId: emergencyInForce };
  return breaksGlass ? { outcome: "passed", emergencyId: null } : { outcome: "refused" };
}

/** What was asked and what became of it, in a sentence. */
export function flipInWords(flip: {
  readonly flag: string;
  readonly service: string;
  readonly environment: string;
  readonly to: string;
  readonly direction: FlipDirection;
  readonly outcome: "allowed" | "passed" | "refused";
  readonly emergency: string | null;
}): string {
  const { flag, service, environment, to } = flip;
  const what = `${flag} of ${service} in ${environment} may`;
  if (flip.outcome === "refused") return `${what} not be set to ${to} now.`;
  if (flip.outcome === "passed") return `${what} be set to ${to} in the emergency ${flip.emergency}.`;
  return flip.direction === "back" ? `${what} go back to ${to}.` : `${what} be set to ${to}.`;
}
