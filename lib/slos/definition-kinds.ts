import type { DefinitionKind } from "./port";

// On globalThis, because a development server evaluates modules more than once in one process.
const holder = globalThis as typeof globalThis & { signalboxDefinitionKinds?: readonly DefinitionKind[] };

/** Say what may stand in files beside objectives, in the order in which it is written. Chosen in the composition; nothing until then. */
export function setDefinitionKinds(kinds: readonly DefinitionKind[]): void {
  holder.signalboxDefinitionKinds = kinds;
}

export function definitionKinds(): readonly DefinitionKind[] {
  return holder.signalboxDefinitionKinds ?? [];
}

/** The kind of this name; undefined when there is none. */
export function definitionKind(kind: string): DefinitionKind | undefined {
  return definitionKinds().find((one) => one.kind === kind);
}
