import type { SlotName } from "@/lib/traffic/port";
import type { Blind, CountsRequest } from "../port";
import { blind } from "./prometheus-answer";
import { isLabelName, oneOf, quoteString } from "./promql";

/** Which metrics hold the counters, and how. Names must have been checked (`isMetricName`, `isLabelName`). */
export interface CountsShape {
  readonly requestMetric: string;
  readonly errorLabel: string;
  readonly errorRegex: string;
  /** Base name of the histogram, without `_bucket`. */
  readonly durationMetric: string | null;
  /** Milliseconds in one unit of the histogram's bounds. */
  readonly durationUnitMs: number;
  readonly instanceLabel: string;
  readonly staleAfterMs: number;
  /** What a slot without series means; see `PrometheusSourceConfig.absentSlot`. */
  readonly absentSlot: "blind" | "zero_when_up";
}

/** Requests that one HTTP query answers. */
export interface CountsPlan {
  readonly requests: readonly CountsRequest[];
  readonly query: string;
  /** Sorted label names of each group of selectors; the number behind the letter of a part is an index into it. */
  readonly labelSets: readonly (readonly string[])[];
}

export const slotNames: readonly SlotName[] = ["a", "b"];

/**
 * Marks what a series of the combined answer is: a letter of `Part` and the index of the label set. Buckets go unmarked:
 * they are most of the answer, a mark costs Prometheus a third more time, and `le` tells them already.
 */
export const PART_LABEL = "signalbox_part";

/** requests, errors, time of the newest sample, up. */
export type Part = "r" | "e" | "t" | "u";

export interface BatchLimits {
  readonly maxRequests: number;
  /** Sum of the lengths of all label values; the query has each about five times. */
  readonly maxValueChars: number;
}

export const defaultBatchLimits: BatchLimits = { maxRequests: 600, maxValueChars: 120_000 };

/** The sorted label names of a selector. */
export function labelSetOf(selector: Readonly<Record<string, string>>): readonly string[] {
  return Object.keys(selector).sort();
}

/** Identity of a selector among those with the same label names. */
export function selectorKey(labelSet: readonly string[], labels: Readonly<Record<string, string>>): string {
  return labelSet.map((name) => labels[name] ?? "").join("\u0000");
}

function labelProblem(name: string, value: string, shape: CountsShape): string | null {
  const isTaken = name === "le" || name === PART_LABEL || name === shape.instanceLabel || name.startsWith("__");
  if (!isLabelName(name) || isTaken) return `Label ${quoteString(name)} cannot be used`;
  // An empty value would select every series that lacks the label.
  if (value === "") return `Label ${name} has no value`;
  return value.isWellFormed() ? null : `Label ${name} is not valid text`;
}

/** What forbids this request to be asked, or null. */
function requestProblem(request: CountsRequest, shape: CountsShape): Blind | null {
  for (const slot of slotNames) {
    const entries = Object.entries(request.selectors[slot]);
    if (entries.length === 0) return blind("query_error", `Slot ${slot} has no label to find its series by.`);
    for (const [name, value] of entries) {
      const problem = labelProblem(name, value, shape);
      if (problem !== null) return blind("query_error", `${problem} in slot ${slot}.`);
    }
  }
  return null;
}

/** Values of each label over all selectors of one label set. */
function matchers(labelSet: readonly string[], selectors: readonly Readonly<Record<string, string>>[]): string {
  return labelSet
    .map((name) => oneOf(name, [...new Set(selectors.map((selector) => selector[name] ?? ""))].sort()))
    .join(",");
}

function tagged(part: Part, index: number, expression: string): string {
  return `label_replace(${expression},"${PART_LABEL}","${part}${index}","","")`;
}

/** Raw counters, not rates: differences are taken where it is known what was seen before. */
function smallParts(labelSet: readonly string[], index: number, selector: string, shape: CountsShape): string[] {
  const labels = labelSet.join(",");
  const instance = shape.instanceLabel;
  const requests = `${shape.requestMetric}{${selector}}`;
  const errors = `${shape.requestMetric}{${selector},${shape.errorLabel}=~${quoteString(shape.errorRegex)}}`;
  return [
    tagged("r", index, `sum by (${labels},${instance}) (${requests})`),
    tagged("e", index, `sum by (${labels},${instance}) (${errors})`),
    tagged("t", index, `max by (${labels}) (timestamp(${requests}))`),
    tagged("u", index, `max by (${labels}) (up{${selector}})`),
  ];
}

function bucketPart(labelSet: readonly string[], selector: string, shape: CountsShape): string[] {
  if (shape.durationMetric === null) return [];
  const by = [...labelSet, shape.instanceLabel, "le"].join(",");
  return [`sum by (${by}) (${shape.durationMetric}_bucket{${selector}})`];
}

/** One query for all these requests, so that all of it belongs to the same moment. */
export function planOf(requests: readonly CountsRequest[], shape: CountsShape): CountsPlan {
  const bySet = new Map<string, { labelSet: readonly string[]; selectors: Readonly<Record<string, string>>[] }>();
  for (const request of requests) {
    for (const slot of slotNames) {
      const selector = request.selectors[slot];
      const labelSet = labelSetOf(selector);
      const group = bySet.get(labelSet.join()) ?? { labelSet, selectors: [] };
      group.selectors.push(selector);
      bySet.set(labelSet.join(), group);
    }
  }
  const groups = [...bySet.values()].map(({ labelSet, selectors }) => ({
    labelSet,
    selector: matchers(labelSet, selectors),
  }));
  // `or` walks its left side again each time, so what is large comes last.
  const parts = [
    ...groups.flatMap(({ labelSet, selector }, index) => smallParts(labelSet, index, selector, shape)),
    ...groups.flatMap(({ labelSet, selector }) => bucketPart(labelSet, selector, shape)),
  ];
  return { requests, query: parts.join(" or "), labelSets: groups.map(({ labelSet }) => labelSet) };
}

function valueChars(request: CountsRequest): number {
  return slotNames.reduce(
    (sum, slot) => sum + Object.values(request.selectors[slot]).reduce((chars, value) => chars + value.length, 0),
    0,
  );
}

/**
 * Group requests into few queries. Requests that cannot be asked come back with their reason instead.
 * A query also selects combinations of values that nobody asked for; those are dropped when the answer is read.
 */
export function planCounts(
  requests: readonly CountsRequest[],
  shape: CountsShape,
  limits: BatchLimits = defaultBatchLimits,
): { readonly plans: readonly CountsPlan[]; readonly refused: ReadonlyMap<string, Blind> } {
  const refused = new Map<string, Blind>();
  const batches: CountsRequest[][] = [];
  let batch: CountsRequest[] = [];
  let chars = 0;
  for (const request of requests) {
    const problem = requestProblem(request, shape);
    if (problem !== null) {
      refused.set(request.key, problem);
      continue;
    }
    const more = valueChars(request);
    if (batch.length > 0 && (batch.length >= limits.maxRequests || chars + more > limits.maxValueChars)) {
      batches.push(batch);
      batch = [];
      chars = 0;
    }
    batch.push(request);
    chars += more;
  }
  if (batch.length > 0) batches.push(batch);
  return { plans: batches.map((entries) => planOf(entries, shape)), refused };
}
