import type { LoopContext } from "./loop-context";
import { type LoopSource, type LoopTarget, loopLimits } from "./loop-parts";
import { countersKey, sourceKey } from "./questions";
import type { Rhythm } from "./telemetry-line";

/** Which revision each line of the hub was opened with. */
const revisions = new WeakMap<LoopContext, Map<string, number>>();

/** Open a line for each metric source and each target that counts by itself; renew those whose settings changed. */
export async function syncLines(
  context: LoopContext,
  targets: ReadonlyMap<string, LoopTarget>,
  sources: ReadonlyMap<string, LoopSource>,
): Promise<void> {
  const known = revisions.get(context) ?? new Map<string, number>();
  revisions.set(context, known);
  const wanted = new Map<string, number>();

  // A thousand rollouts on counters of their own are not asked about ten times a second.
  const counterRhythm: Rhythm = {
    kind: "every",
    intervalMs: () => Math.max(loopLimits.countersPollMs, context.countOpen() / 5),
  };

  async function renew(key: string, revision: number, open: () => void): Promise<void> {
    wanted.set(key, revision);
    if (known.get(key) === revision) return;
    await context.telemetry.close(key);
    open();
    known.set(key, revision);
  }

  for (const source of sources.values()) {
    const key = sourceKey(source.slug);
    await renew(key, source.revision, () =>
      context.telemetry.open(key, context.parts.openSource(source), { kind: "samples" }),
    ).catch((error: Error) =>
      context.log.warn({ err: error, source: source.slug }, "a metric source cannot be opened"),
    );
  }
  for (const target of targets.values()) {
    const key = countersKey(target.id);
    await renew(key, target.revision, () => {
      const counters = context.parts.openCounters(target);
      if (counters) context.telemetry.open(key, counters, counterRhythm);
    }).catch((error: Error) =>
      context.log.warn({ err: error, targetId: target.id }, "the counters of a target cannot be opened"),
    );
  }
  for (const key of [...known.keys()]) {
    if (wanted.has(key)) continue;
    known.delete(key);
    await context.telemetry.close(key);
  }
}
