import type { Meter } from "../sli-contract";
import { minuteMs } from "./minutes";

export interface MeterPlace {
  readonly serviceId: string;
  readonly environmentId: string;
}

/**
 * What names a meter: the same question in the same place has the same name, so that objectives share its minutes and a new one knows its
 * past. Canonical text: fields in one order.
 */
export function meterText({ serviceId, environmentId }: MeterPlace, meter: Meter): string {
  return JSON.stringify([serviceId, environmentId, sorted(meter)]);
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== "object") return value;
  const entries = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1));
  return entries.map(([name, one]) => [name, sorted(one)]);
}

/** Senders of metrics commonly export once a minute. */
const otlpDelayMs = 120_000;

/** How long after its end a minute of this meter is closed. */
export function closesAfterMs(meter: Meter): number {
  return meter.kind === "query" || meter.kind === "pushed" ? meter.delayMs : otlpDelayMs;
}

/** The end of the last minute that is closed at `nowMs`: what comes of an earlier one comes too late. */
export function closedUntil(meter: Meter, nowMs: number): number {
  return Math.floor((nowMs - closesAfterMs(meter)) / minuteMs) * minuteMs;
}

/** Estimates as whole events; what is left over goes to the next minute, so that no stretch is off by more than one event. */
export function wholeEvents(estimate: number, carry: number): { readonly count: number; readonly carry: number } {
  const sum = estimate + carry;
  // 0.1 · 10 is a whole event, whatever its last digit says.
  const count = Math.floor(sum + 1e-9);
  return { count, carry: Math.max(0, sum - count) };
}
