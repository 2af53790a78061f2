import type { Projector, Reconciler, SignalParser } from "./port";

/** Every parser, projector and reconciler that this process knows. */
export interface SignalRegistry {
  readonly parsers: ReadonlyMap<string, SignalParser>;
  readonly projectors: readonly Projector[];
  readonly reconcilers: ReadonlyMap<string, Reconciler>;
}

export interface SignalParts {
  readonly parsers: readonly SignalParser[];
  readonly projectors: readonly Projector[];
  readonly reconcilers: readonly Reconciler[];
}

/** Parts as a registry. Throws when two parsers or two reconcilers claim the same kind: a programmer's error. */
export function createSignalRegistry(parts: SignalParts): SignalRegistry {
  const parsers = new Map(parts.parsers.map((parser) => [parser.kind, parser]));
  const reconcilers = new Map(parts.reconcilers.map((reconciler) => [reconciler.kind, reconciler]));
  if (parsers.size !== parts.parsers.length) throw new Error("two parsers read the same kind of source");
  if (reconcilers.size !== parts.reconcilers.length) throw new Error("two reconcilers ask the same kind of source");
  return { parsers, projectors: parts.projectors, reconcilers };
}

// On globalThis, because a development server evaluates modules more than once in one process.
const holder = globalThis as typeof globalThis & { signalboxSignals?: SignalRegistry };

/** Make `registry` the one that the door and the intake loop use from now. */
export function setSignalRegistry(registry: SignalRegistry): void {
  holder.signalboxSignals = registry;
}

/** The process's registry. Throws when composition has not happened: a programmer's error. */
export function currentSignalRegistry(): SignalRegistry {
  if (!holder.signalboxSignals) throw new Error("No signal registry: lib/composition.ts was not run in this process.");
  return holder.signalboxSignals;
}
