import { SlotLabels } from "@/lib/telemetry/contract";
import { slotSelector } from "@/lib/telemetry/domain/selector";
import type { CountsRequest, ScalarRequest } from "@/lib/telemetry/port";
import { fillQuery, type TrialRequest } from "@/lib/telemetry/preflight";
import type { SlotName } from "@/lib/traffic/port";
import type { PlacedRollout } from "../domain/rollout-state";
import type { LoopSource, LoopTarget } from "./loop-parts";

/** What a rollout asks one source. */
export interface Question {
  /** Name of the source as shown in evidence. */
  readonly sourceName: string;
  /** Its line in the telemetry hub. */
  readonly sourceKey: string;
  readonly counts: CountsRequest | null;
  readonly scalars: readonly ScalarRequest[];
}

/** The line of a target's own counters. */
export function countersKey(targetId: string): string {
  return `target:${targetId}`;
}

/** The line of a metric source. */
export function sourceKey(slug: string): string {
  return `source:${slug}`;
}

/** The language that queries of a source are written in. */
export function languageOf(kind: string): TrialRequest["language"] {
  return kind === "prometheus" ? "promql" : "json_pointer";
}

function labelsOf(source: LoopSource | undefined): SlotLabels {
  const labels = (source?.config as { labels?: unknown } | undefined)?.labels;
  return SlotLabels.parse(labels ?? {});
}

/** The label values by which a source tells the slots of this rollout apart. */
export function selectorsOf(
  state: PlacedRollout,
  target: LoopTarget,
  source: LoopSource | undefined,
  extra: Readonly<Record<SlotName, Readonly<Record<string, string>>>>,
): CountsRequest["selectors"] {
  const facts = (slot: SlotName) => ({
    service: target.serviceSlug,
    environment: target.environmentSlug,
    version: slot === state.canarySlot ? state.canaryVersion : state.stableVersion,
    slot,
  });
  const labels = labelsOf(source);
  const of = (slot: SlotName) => ({ ...slotSelector(labels, facts(slot)), ...extra[slot] });
  return { a: of("a"), b: of("b") };
}

/** Values of the placeholders in custom queries. */
export function templateValues(state: PlacedRollout, target: LoopTarget): TrialRequest["values"] {
  return {
    canary: state.canaryVersion,
    stable: state.stableVersion,
    service: target.serviceSlug,
    environment: target.environmentSlug,
  };
}

/** The key of a custom check in the hub. */
export function scalarKey(rolloutId: string, metricId: string): string {
  return `${rolloutId}:${metricId}`;
}

function scalarsFor(state: PlacedRollout, target: LoopTarget, source: LoopSource): ScalarRequest[] {
  return state.plan.triggers.metrics
    .filter((metric) => metric.sourceId === source.slug)
    .flatMap((metric) => {
      const filled = fillQuery(languageOf(source.kind), metric.query, templateValues(state, target));
      return filled.ok ? [{ key: scalarKey(state.rolloutId, metric.id), query: filled.query }] : [];
    });
}

/** Everything a rollout asks, source by source, in the order of trust that the target gives. */
export function questionsOf(
  state: PlacedRollout,
  target: LoopTarget,
  sources: ReadonlyMap<string, LoopSource>,
): Question[] {
  const bound = target.telemetry.map((binding): Question => {
    const source = sources.get(binding.source);
    const own = binding.source === "target";
    return {
      sourceName: own ? `${target.kind} counters` : binding.source,
      sourceKey: own ? countersKey(target.id) : sourceKey(binding.source),
      counts: {
        key: state.rolloutId,
        selectors: own ? binding.selectors : selectorsOf(state, target, source, binding.selectors),
      },
      scalars: source ? scalarsFor(state, target, source) : [],
    };
  });
  const named = new Set(target.telemetry.map((binding) => binding.source));
  const onlyForChecks = [...sources.values()]
    .filter((source) => !named.has(source.slug))
    .map(
      (source): Question => ({
        sourceName: source.slug,
        sourceKey: sourceKey(source.slug),
        counts: null,
        scalars: scalarsFor(state, target, source),
      }),
    );
  return [...bound, ...onlyForChecks.filter((question) => question.scalars.length > 0)];
}
