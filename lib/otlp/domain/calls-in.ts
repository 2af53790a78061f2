import { attributesOf, fieldOf, listOf, millisOf, resourceOf } from "./otlp-values";
import { batchLimits } from "./telemetry-batch";

/** A version of a service called another one, some times. */
export interface SeenCall {
  readonly service: string;
  readonly environment: string;
  readonly version: string;
  /** What it called, as the caller names it. */
  readonly peer: string;
  calls: number;
  lastAtMs: number;
}

const clientKinds: readonly unknown[] = [3, 4, "3", "4", "SPAN_KIND_CLIENT", "SPAN_KIND_PRODUCER"];

/** Attributes that name the called service, in the semantic conventions of OpenTelemetry: the present one, then the former. */
const peerNames = ["service.peer.name", "peer.service"];

/**
 * Who was seen calling whom, from spans: each span of the kind client or producer that names its peer. Spans without a name are passed over;
 * hosts and addresses are no names of services.
 */
export function callsOf(request: unknown, nowMs: number): SeenCall[] {
  const seen = new Map<string, SeenCall>();
  for (const resourceSpans of listOf(request, "resourceSpans")) {
    const resource = resourceOf(resourceSpans);
    if ("missing" in resource) continue;
    const spans = listOf(resourceSpans, "scopeSpans").flatMap((scope) => listOf(scope, "spans"));
    for (const span of spans.slice(0, batchLimits.maxItems)) {
      const peer = peerOf(span);
      const atMs = millisOf(fieldOf(span, "endTimeUnixNano"));
      if (peer === null || !isInTime(atMs, nowMs)) continue;
      const key = JSON.stringify([resource.service, resource.environment, resource.version, peer]);
      const known = seen.get(key);
      if (known) {
        known.calls += 1;
        known.lastAtMs = Math.max(known.lastAtMs, atMs);
      } else if (seen.size < batchLimits.maxEntries) {
        const { service, environment, version } = resource;
        seen.set(key, { service, environment, version, peer, calls: 1, lastAtMs: atMs });
      }
    }
  }
  return [...seen.values()];
}

function peerOf(span: unknown): string | null {
  if (!clientKinds.includes(fieldOf(span, "kind"))) return null;
  const attributes = attributesOf(span);
  for (const name of peerNames) {
    const value = attributes.get(name);
    if (typeof value === "string" && value !== "" && value.length <= batchLimits.maxNameLength) return value;
  }
  return null;
}

function isInTime(atMs: number, nowMs: number): boolean {
  return Number.isFinite(atMs) && atMs >= nowMs - batchLimits.maxAgeMs && atMs <= nowMs + batchLimits.maxAheadMs;
}
