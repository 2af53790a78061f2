import { unstorablePath } from "@/lib/platform/storable";
import type { PlacedWrongValue } from "./wrong-values";

/** One input with several wrong values, none of which lies inside of another. */
export interface WrongInput {
  readonly wrong: readonly PlacedWrongValue[];
  readonly input: Readonly<Record<string, unknown>>;
}

interface Growing {
  readonly wrong: PlacedWrongValue[];
  readonly input: Record<string, unknown>;
  /** Every place that holds a wrong value, and every place on the way to one. */
  readonly taken: Set<string>;
  readonly passed: Set<string>;
  chars: number;
}

/** Less than what a body may hold. */
const maxChars = 800_000;

/**
 * Each wrong value in just one input, in as few inputs as can be: all faults of an input are told at once, so that each of them
 * can be looked for in the answer. Text that cannot be stored stands alone, because it is the only fault that is told by itself.
 */
export function wrongInputs(values: readonly PlacedWrongValue[]): WrongInput[] {
  const inputs: Growing[] = [];
  for (const value of values) {
    const chars = JSON.stringify(value.value).length;
    const isAlone = unstorablePath(value.value) !== null;
    const found = isAlone ? undefined : inputs.find((input) => hasRoom(input, value, chars));
    const input = found ?? { wrong: [], input: {}, taken: new Set(), passed: new Set(), chars: isAlone ? maxChars : 0 };
    if (!found) inputs.push(input);
    add(input, value, chars);
  }
  return inputs;
}

/** "a", "a.b", "a.b.c" */
function prefixes(at: PlacedWrongValue["at"]): string[] {
  return at.map((_, index) => at.slice(0, index + 1).join("."));
}

function hasRoom(input: Growing, { at }: PlacedWrongValue, chars: number): boolean {
  const isInside = prefixes(at).some((place) => input.taken.has(place));
  return input.chars + chars < maxChars && !isInside && !input.passed.has(at.join("."));
}

function add(input: Growing, value: PlacedWrongValue, chars: number): void {
  const places = prefixes(value.at);
  input.wrong.push(value);
  input.chars += chars;
  input.taken.add(places.at(-1) ?? "");
  for (const place of places) input.passed.add(place);
  put(input.input, value.at, value.value);
}

function put(target: Record<string, unknown>, at: PlacedWrongValue["at"], value: unknown): void {
  const [name = "", ...rest] = at;
  if (rest.length === 0) {
    target[name] = value;
    return;
  }
  target[name] ??= rest[0] === 0 ? [] : {};
  put(target[name] as Record<string, unknown>, rest, value);
}
