import type { LoopContext } from "./loop-context";
import { type LoopSource, type LoopTarget, loopLimits } from "./loop-parts";
import { syncLines } from "./source-lines";

/** Targets and metric sources as they were last read. */
export interface LoopCatalog {
  /** Read again, at most once a second. Throws when the database does not answer; then everything stays. */
  read(): Promise<void>;
  /** Something is asked for that is not here: read again at the next call. */
  miss(): void;
  targets(): ReadonlyMap<string, LoopTarget>;
  sources(): ReadonlyMap<string, LoopSource>;
}

/** Keeps targets and sources, and the lines over which sources are asked. */
export function createLoopCatalog(context: LoopContext): LoopCatalog {
  const { store } = context.parts;
  let targets = new Map<string, LoopTarget>();
  let sources = new Map<string, LoopSource>();
  let readAtMs = Number.NEGATIVE_INFINITY;
  let targetRows: readonly LoopTarget[] | null = null;
  let sourceRows = "";
  return {
    async read() {
      const nowMs = context.clock.monotonicMs();
      if (nowMs - readAtMs < loopLimits.catalogPollMs) return;
      const [newTargets, newSources] = await Promise.all([store.readTargets(), store.readSources()]);
      readAtMs = nowMs;
      // What is the same stays the same object: others keep what they derived from it.
      const sourceText = JSON.stringify(newSources);
      if (newTargets === targetRows && sourceText === sourceRows) return;
      targets = new Map(newTargets.map((target) => [target.id, target]));
      if (sourceText !== sourceRows) sources = new Map(newSources.map((source) => [source.slug, source]));
      targetRows = newTargets;
      sourceRows = sourceText;
      await syncLines(context, targets, sources);
    },
    miss() {
      readAtMs = Number.NEGATIVE_INFINITY;
    },
    targets: () => targets,
    sources: () => sources,
  };
}
