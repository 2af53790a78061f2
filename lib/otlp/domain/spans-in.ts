import { at } from "@/lib/kernel/json-value";
import { addTo } from "./latency-buckets";
import { attributesOf, fieldOf, isErrorAnswer, listOf, millisOf, resourceOf } from "./otlp-values";
import { type ResourceName, TelemetryBatch } from "./telemetry-batch";

const serverKinds: readonly unknown[] = [2, 5, "2", "5", "SPAN_KIND_SERVER", "SPAN_KIND_CONSUMER"];
const errorCodes: readonly unknown[] = [2, "2", "STATUS_CODE_ERROR"];

/**
 * Requests of running services, from spans: each span of the kind server or consumer is one, at the minute of its end. Others are
 * inner work, and are passed over without being refused.
 */
export function countSpans(request: unknown, nowMs: number): TelemetryBatch {
  const batch = new TelemetryBatch(nowMs);
  for (const resourceSpans of listOf(request, "resourceSpans")) {
    const resource = resourceOf(resourceSpans);
    const spans = listOf(resourceSpans, "scopeSpans").flatMap((scope) => listOf(scope, "spans"));
    if ("missing" in resource) {
      if (spans.length > 0) batch.reject(`the resource has ${resource.missing}`, spans.length);
      continue;
    }
    for (const span of spans) if (batch.admit()) countSpan(batch, resource, span);
  }
  return batch;
}

function countSpan(batch: TelemetryBatch, resource: ResourceName, span: unknown): void {
  if (!serverKinds.includes(fieldOf(span, "kind"))) return;
  const endMs = millisOf(fieldOf(span, "endTimeUnixNano"));
  const durationMs = endMs - millisOf(fieldOf(span, "startTimeUnixNano"));
  if (!Number.isFinite(durationMs) || durationMs < 0) {
    batch.reject("without a start before its end");
    return;
  }
  const entry = batch.entryAt(resource, endMs);
  if (entry === null) return;
  const status = at(span, "status");
  const isError = errorCodes.includes(fieldOf(status, "code")) || isErrorAnswer(attributesOf(span));
  entry.requests += 1;
  entry.errors += isError ? 1 : 0;
  addTo(entry.buckets, durationMs, 1);
}
