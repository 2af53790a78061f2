import { clockKind, scheduleKind } from "@/lib/clocks/use-cases/file-terms";
import { loadRelations } from "@/lib/dependencies/relations-read-model";
import { pgExecutor, prismaExecutor } from "@/lib/platform/db/executor";
import type { LoopPool } from "@/lib/platform/db/loop-pool";
import { systemTimers, withDeadline } from "@/lib/platform/timers";
import { budgetPolicyKind } from "@/lib/policies/use-cases/file-budget-policies";
import type { LoopParts, LoopSource, LoopTarget } from "@/lib/rollouts/loop/loop-parts";
import { countersKey, sourceKey } from "@/lib/rollouts/loop/questions";
import { loadTargets } from "@/lib/rollouts/loop/sql-loop-store";
import type { DefinitionKind, MeasuredTarget, MeasurementPort, ServiceNeeds } from "@/lib/slos/port";
import { SlotLabels } from "@/lib/telemetry/contract";
import type { Blind, CountsReading, CountsRequest, EventsReading, TelemetrySource } from "@/lib/telemetry/port";
import type { SlotName } from "@/lib/traffic/port";
import type { TelemetryBinding } from "@/lib/traffic/target-contract";

/** What stands in files beside objectives, in the order in which it is written: clocks name schedules. */
export const filedKinds: readonly DefinitionKind[] = [scheduleKind, clockKind, budgetPolicyKind];

/** What a service cannot do without where it is promised: what the graph of dependencies knows of the versions that run there. */
export const serviceNeeds: ServiceNeeds = {
  async needsOf(db, place, now) {
    const environment = { id: place.environmentId, slug: place.environment };
    const relations = await loadRelations(prismaExecutor(db), environment, now);
    return [...new Set(relations.flatMap(({ consumer, provider }) => (consumer === place.service ? [provider] : [])))];
  },
};

const readDeadlineMs = 5_000;

interface Line {
  readonly revision: number;
  readonly source: TelemetrySource;
}

/** Measure the minutes of every target through the same adapters as rollouts do, over lines of its own. */
export function composeMeasurement(parts: LoopParts, pool: LoopPool): MeasurementPort {
  const lines = new Map<string, Line>();

  async function renew(key: string, revision: number, open: () => TelemetrySource | null): Promise<void> {
    if (lines.get(key)?.revision === revision) return;
    await lines.get(key)?.source.close();
    lines.delete(key);
    const source = open();
    if (source !== null) lines.set(key, { revision, source });
  }

  return {
    async targets() {
      const [targets, sources] = [await loadTargets(pgExecutor(pool)), await parts.store.readSources()];
      const bySlug = new Map(sources.map((source) => [source.slug, source]));
      for (const source of sources)
        await renew(sourceKey(source.slug), source.revision, () => parts.openSource(source));
      for (const target of targets)
        await renew(countersKey(target.id), target.revision, () => parts.openCounters(target));
      return targets.flatMap((target) => measuredTarget(target, bySlug));
    },
    async read(key, requests): Promise<ReadonlyMap<string, CountsReading>> {
      const line = lines.get(key);
      if (!line) return all(requests, "unreachable", "The source cannot be opened.");
      return withDeadline(systemTimers, readDeadlineMs, (signal) => line.source.readCounts(requests, signal)).catch(
        (error: Error) => all(requests, "timeout", error.message),
      );
    },
    async readEvents(slug, requests): Promise<ReadonlyMap<string, EventsReading>> {
      const source = lines.get(sourceKey(slug))?.source;
      if (!source) return all(requests, "unreachable", `There is no metric source “${slug}”.`);
      if (!source.readEvents) return all(requests, "wrong_shape", `${slug} answers no queries for events.`);
      const ask = source.readEvents;
      return withDeadline(systemTimers, readDeadlineMs, (signal) => ask(requests, signal)).catch((error: Error) =>
        all(requests, "timeout", error.message),
      );
    },
    async close() {
      for (const { source } of lines.values()) await source.close();
      lines.clear();
    },
  };
}

function all(requests: readonly { readonly key: string }[], cause: Blind["cause"], detail: string) {
  return new Map(requests.map(({ key }): [string, Blind] => [key, { status: "blind", cause, detail }]));
}

/** The first source that a target trusts, asked for every version of the service; none where nothing is bound. */
function measuredTarget(target: LoopTarget, sources: ReadonlyMap<string, LoopSource>): MeasuredTarget[] {
  const binding = target.telemetry[0];
  if (!binding) return [];
  const freshSlot: SlotName = target.live?.slot === "a" ? "b" : "a";
  const key = target.id;
  if (binding.source === "target") {
    const request = { key, selectors: binding.selectors };
    const source = `${target.kind} counters`;
    return [{ targetId: key, source, sourceKey: countersKey(key), request, slots: ["a", "b"], freshSlot }];
  }
  const source = sources.get(binding.source);
  if (!source) return [];
  const selectors = selectorsOf(target, source, binding);
  const isOne = JSON.stringify(selectors.a) === JSON.stringify(selectors.b);
  const rest = isOne ? { slots: ["a"] as const, freshSlot: "a" as const } : { slots: ["a", "b"] as const, freshSlot };
  return [
    { targetId: key, source: source.slug, sourceKey: sourceKey(source.slug), request: { key, selectors }, ...rest },
  ];
}

/** Service and environment tell the series of a target from others; slots only where the binding names them. */
function selectorsOf(target: LoopTarget, source: LoopSource, binding: TelemetryBinding): CountsRequest["selectors"] {
  const labels = SlotLabels.parse((source.config as { labels?: unknown }).labels ?? {});
  const base = Object.fromEntries([
    ...(labels.service ? [[labels.service, target.serviceSlug]] : []),
    ...(labels.environment ? [[labels.environment, target.environmentSlug]] : []),
  ]);
  const common = Object.keys(base).length > 0 ? base : versionOnly(labels, target);
  return { a: { ...common, ...binding.selectors.a }, b: { ...common, ...binding.selectors.b } };
}

function versionOnly(labels: SlotLabels, target: LoopTarget): Record<string, string> {
  return labels.version && target.live ? { [labels.version]: target.live.version } : {};
}
