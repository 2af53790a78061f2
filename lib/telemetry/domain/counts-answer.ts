import { type Instant, instant } from "@/lib/kernel/instant";
import type { SlotName } from "@/lib/traffic/port";
import type { Blind, CountsReading, CountsRequest, LatencyBucket, SeriesCounts } from "../port";
import { type CountsPlan, type CountsShape, labelSetOf, PART_LABEL, selectorKey, slotNames } from "./counts-query";
import { blind, finiteNumber, type InstantAnswer, type Sample } from "./prometheus-answer";
import { quoteString } from "./promql";

interface InstanceParts {
  requests: number | null;
  errors: number;
  readonly buckets: LatencyBucket[];
}

interface SlotParts {
  readonly instances: Map<string, InstanceParts>;
  newestMs: number | null;
  /** 1 when any target is up, 0 when all are down, null when Prometheus has no `up` with these labels. */
  up: number | null;
  fault: Blind | null;
}

type SlotResult =
  | { readonly status: "read"; readonly sampledAt: Instant | null; readonly series: readonly SeriesCounts[] }
  | Blind;

function emptyParts(): SlotParts {
  return { instances: new Map(), newestMs: null, up: null, fault: null };
}

function instanceOf(slot: SlotParts, id: string): InstanceParts {
  const known = slot.instances.get(id);
  if (known !== undefined) return known;
  const created: InstanceParts = { requests: null, errors: 0, buckets: [] };
  slot.instances.set(id, created);
  return created;
}

/** Bounds of seconds times 1000 without the dust of binary fractions: 0.035 s is 35 ms. */
function boundMs(le: string, unitMs: number): number {
  if (le === "+Inf" || le === "Inf") return Number.POSITIVE_INFINITY;
  return Number((finiteNumber(le) * unitMs).toPrecision(12));
}

function count(slot: SlotParts, sample: Sample, what: () => string): number {
  const value = finiteNumber(sample.value);
  if (Number.isNaN(value)) slot.fault ??= blind("not_a_number", `${what()} is ${sample.value.slice(0, 30)}.`);
  else if (value < 0 || !Number.isSafeInteger(value)) {
    slot.fault ??= blind("wrong_shape", `${what()} is ${sample.value.slice(0, 30)}, not a count.`);
  }
  return value;
}

function addBucket(slot: SlotParts, sample: Sample, le: string, shape: CountsShape): void {
  const id = sample.labels[shape.instanceLabel] ?? "";
  const upperBoundMs = boundMs(le, shape.durationUnitMs);
  instanceOf(slot, id).buckets.push({ upperBoundMs, count: count(slot, sample, () => `Bucket le="${le}" of ${id}`) });
}

function addSample(slot: SlotParts, part: string, sample: Sample, shape: CountsShape): void {
  const id = sample.labels[shape.instanceLabel] ?? "";
  switch (part) {
    case "r":
      instanceOf(slot, id).requests = count(slot, sample, () => `${shape.requestMetric} of ${id}`);
      break;
    case "e":
      instanceOf(slot, id).errors = count(slot, sample, () => `The error count of ${id}`);
      break;
    case "t":
      slot.newestMs = Math.round(Number(sample.value) * 1_000);
      break;
    case "u":
      slot.up = Number(sample.value);
      break;
  }
}

/** Sorted buckets, or null when they contradict each other. */
function orderedBuckets(buckets: readonly LatencyBucket[]): readonly LatencyBucket[] | null {
  const sorted = [...buckets].sort((left, right) => left.upperBoundMs - right.upperBoundMs);
  const isConsistent = sorted.every((bucket, index) => {
    const previous = sorted[index - 1];
    if (Number.isNaN(bucket.upperBoundMs)) return false;
    return previous === undefined || (previous.upperBoundMs < bucket.upperBoundMs && previous.count <= bucket.count);
  });
  return isConsistent && sorted.at(-1)?.upperBoundMs === Number.POSITIVE_INFINITY ? sorted : null;
}

function seriesOf(slot: SlotParts): readonly SeriesCounts[] | Blind {
  const series: SeriesCounts[] = [];
  for (const [id, { requests, errors, buckets }] of slot.instances) {
    // Buckets without requests are another process that happens to share the labels.
    if (requests === null) continue;
    if (errors > requests)
      return blind("wrong_shape", `${id} counts more errors (${errors}) than requests (${requests}).`);
    const latencyBuckets = buckets.length === 0 ? null : orderedBuckets(buckets);
    if (buckets.length > 0 && latencyBuckets === null) {
      return blind("wrong_shape", `The histogram buckets of ${id} are not cumulative up to +Inf.`);
    }
    series.push({ id, requests, errors, latencyBuckets });
  }
  return series.sort((left, right) => (left.id < right.id ? -1 : 1));
}

function slotResult(slot: SlotParts, evaluatedMs: number, shape: CountsShape): SlotResult {
  if (slot.up === 0) return blind("target_down", "Prometheus cannot scrape any of its targets (up is 0).");
  if (slot.fault !== null) return slot.fault;
  const series = seriesOf(slot);
  if ("status" in series) return series;
  if (series.length === 0) {
    if (slot.up !== null && shape.absentSlot === "zero_when_up") return { status: "read", sampledAt: null, series };
    const hint = slot.up === null ? "" : "; its targets are up, so it may not have served a request yet";
    return blind("no_series", `${shape.requestMetric} has no series${hint}.`);
  }
  const newestMs = slot.newestMs ?? evaluatedMs;
  const ageMs = evaluatedMs - newestMs;
  if (ageMs > shape.staleAfterMs) {
    return blind("stale", `The newest sample is ${ageMs} ms old, more than ${shape.staleAfterMs} ms.`);
  }
  return { status: "read", sampledAt: instant(newestMs), series };
}

function describeSlot(request: CountsRequest, slot: SlotName): string {
  const labels = Object.entries(request.selectors[slot]).map(([name, value]) => `${name}=${quoteString(value)}`);
  return `Slot ${slot} {${labels.join(", ")}}`;
}

function requestReading(request: CountsRequest, results: Readonly<Record<SlotName, SlotResult>>): CountsReading {
  for (const slot of slotNames) {
    const result = results[slot];
    if (result.status === "blind") return blind(result.cause, `${describeSlot(request, slot)}: ${result.detail}`);
  }
  const { a, b } = results;
  if (a.status === "blind" || b.status === "blind") return blind("wrong_shape", "A slot could not be read.");
  const times = [a.sampledAt, b.sampledAt].filter((at) => at !== null);
  if (times.length === 0) return blind("no_series", "Neither slot has any series.");
  // The slot that is further behind decides, so that "newer than before" holds for both.
  return { status: "read", sampledAt: instant(Math.min(...times)), slots: { a: a.series, b: b.series } };
}

/** Finds the slot of a selector or of a series: by the names of its labels, then by their values. */
type SlotIndex = ReadonlyMap<string, ReadonlyMap<string, SlotParts>>;

function emptyIndex(plan: CountsPlan): SlotIndex {
  const index = new Map(plan.labelSets.map((labelSet) => [labelSet.join(), new Map<string, SlotParts>()]));
  for (const { selectors } of plan.requests) {
    for (const slot of slotNames) {
      const labelSet = labelSetOf(selectors[slot]);
      index.get(labelSet.join())?.set(selectorKey(labelSet, selectors[slot]), emptyParts());
    }
  }
  return index;
}

function slotOf(
  index: SlotIndex,
  labelSet: readonly string[],
  labels: Readonly<Record<string, string>>,
): SlotParts | undefined {
  return index.get(labelSet.join())?.get(selectorKey(labelSet, labels));
}

function collect(plan: CountsPlan, samples: readonly Sample[], shape: CountsShape): SlotIndex {
  const index = emptyIndex(plan);
  // Nearly all samples are tagged with the number of their label set: it is looked up once for all of them.
  const ofSets = plan.labelSets.map((labelSet) => ({ labelSet, slots: index.get(labelSet.join()) }));
  for (const sample of samples) {
    const { le, [PART_LABEL]: tag } = sample.labels;
    if (tag !== undefined) {
      const set = ofSets[Number(tag.slice(1))];
      const slot = set?.slots?.get(selectorKey(set.labelSet, sample.labels));
      if (slot !== undefined) addSample(slot, tag.slice(0, 1), sample, shape);
    } else if (le !== undefined) {
      const names = labelSetOf(sample.labels).filter((name) => name !== "le" && name !== shape.instanceLabel);
      const slot = slotOf(index, names, sample.labels);
      if (slot !== undefined) addBucket(slot, sample, le, shape);
    }
  }
  return index;
}

/** The readings of a plan's requests from its answer: exactly one for each, read or blind with its cause. */
export function countsReadings(
  plan: CountsPlan,
  answer: InstantAnswer,
  shape: CountsShape,
): ReadonlyMap<string, CountsReading> {
  if (answer.type !== "vector") {
    const failed =
      answer.type === "error"
        ? blind("query_error", `Prometheus answered: ${answer.message}`)
        : blind(
            "wrong_shape",
            `Prometheus answered ${answer.type === "other" ? answer.found : "a scalar"}, not a vector.`,
          );
    return new Map(plan.requests.map(({ key }) => [key, failed]));
  }
  const index = collect(plan, answer.samples, shape);
  const evaluatedMs = answer.samples[0]?.evaluatedAt ?? 0;
  const resultOf = (selector: Readonly<Record<string, string>>): SlotResult => {
    const slot = slotOf(index, labelSetOf(selector), selector) ?? emptyParts();
    return slotResult(slot, evaluatedMs, shape);
  };
  return new Map(
    plan.requests.map((request) => {
      const { a, b } = request.selectors;
      return [request.key, requestReading(request, { a: resultOf(a), b: resultOf(b) })];
    }),
  );
}
