import type { Instant } from "@/lib/kernel/instant";

/** A pipeline run that ended, as it is projected. */
export interface FinishedRun {
  readonly subjectKey: string;
  readonly name: string;
  readonly state: string;
  readonly service: string | null;
  readonly environment: string | null;
  readonly repository: string | null;
  readonly commitSha: string | null;
  readonly branch: string | null;
  readonly version: string | null;
  readonly url: string | null;
  readonly queuedAt: Instant | null;
  readonly startedAt: Instant;
  readonly finishedAt: Instant;
  readonly stages: readonly FinishedStage[];
}

export interface FinishedStage {
  readonly stageKey: string;
  readonly name: string;
  readonly kind: string;
  readonly state: string;
  readonly startedAt: Instant | null;
  readonly finishedAt: Instant | null;
  readonly url: string | null;
}

/** Names a trace or a span for ever: the same run has the same ids whenever it is sent. Hex of `bytes` bytes. */
export type HashId = (text: string, bytes: number) => string;

interface OtlpValue {
  readonly stringValue: string;
}

interface OtlpSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: number;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly { readonly key: string; readonly value: OtlpValue }[];
  readonly status: { readonly code: number; readonly message?: string };
}

export interface TraceExport {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly { readonly key: string; readonly value: OtlpValue }[] };
    readonly scopeSpans: readonly { readonly scope: { readonly name: string }; readonly spans: readonly OtlpSpan[] }[];
  }[];
}

function attributes(given: Readonly<Record<string, string | null>>): OtlpSpan["attributes"] {
  return Object.entries(given).flatMap(([key, value]) =>
    value === null ? [] : [{ key, value: { stringValue: value } }],
  );
}

const nanos = (at: Instant): string => `${at}000000`;

/** Unset, ok, error. A run that was cancelled is neither ok nor an error. */
function statusOf(state: string): OtlpSpan["status"] {
  if (state === "succeeded") return { code: 1 };
  return state === "failed" ? { code: 2, message: "failed" } : { code: 0 };
}

const resultOf: Readonly<Record<string, string>> = {
  succeeded: "success",
  failed: "failure",
  cancelled: "cancellation",
};

/**
 * One trace per run: a root span, a span for the time in the queue, and one for each stage that has both ends. Attributes follow
 * OpenTelemetry's conventions for CI/CD.
 */
export function traceOfRun(run: FinishedRun, hashId: HashId): TraceExport {
  const traceId = hashId(`trace ${run.subjectKey}`, 16);
  const spanId = hashId(`span ${run.subjectKey}`, 8);
  const beganAt = run.queuedAt !== null && run.queuedAt < run.startedAt ? run.queuedAt : run.startedAt;
  const root: OtlpSpan = {
    traceId,
    spanId,
    name: run.name,
    kind: 2,
    startTimeUnixNano: nanos(beganAt),
    endTimeUnixNano: nanos(run.finishedAt),
    attributes: attributes({
      "cicd.pipeline.name": run.name,
      "cicd.pipeline.run.id": run.subjectKey,
      "cicd.pipeline.run.url.full": run.url,
      "cicd.pipeline.result": resultOf[run.state] ?? null,
      "vcs.repository.url.full": run.repository,
      "vcs.ref.head.revision": run.commitSha,
      "vcs.ref.head.name": run.branch,
      "service.version": run.version,
      "deployment.environment.name": run.environment,
    }),
    status: statusOf(run.state),
  };
  const child = (key: string, name: string, ends: readonly [Instant, Instant]) => ({
    traceId,
    spanId: hashId(`stage ${run.subjectKey} ${key}`, 8),
    parentSpanId: spanId,
    name,
    kind: 1,
    startTimeUnixNano: nanos(ends[0]),
    endTimeUnixNano: nanos(ends[1]),
  });
  const queue: OtlpSpan[] =
    beganAt < run.startedAt
      ? [{ ...child("queue", "queue", [beganAt, run.startedAt]), attributes: [], status: { code: 0 } }]
      : [];
  const stages = run.stages.flatMap((stage): OtlpSpan[] => {
    const { startedAt, finishedAt } = stage;
    if (startedAt === null || finishedAt === null || finishedAt < startedAt) return [];
    return [
      {
        ...child(`stage ${stage.stageKey}`, stage.name, [startedAt, finishedAt]),
        attributes: attributes({
          "cicd.pipeline.task.name": stage.name,
          "cicd.pipeline.task.type": stage.kind,
          "cicd.pipeline.task.run.id": stage.stageKey,
          "cicd.pipeline.task.run.url.full": stage.url,
          "cicd.pipeline.task.run.result": resultOf[stage.state] ?? null,
        }),
        status: statusOf(stage.state),
      },
    ];
  });
  return {
    resourceSpans: [
      {
        resource: { attributes: attributes({ "service.name": run.service ?? run.repository ?? run.name }) },
        scopeSpans: [{ scope: { name: "signalbox" }, spans: [root, ...queue, ...stages] }],
      },
    ],
  };
}

/** Several traces as one request. */
export function mergeExports(exports: readonly TraceExport[]): TraceExport {
  return { resourceSpans: exports.flatMap((one) => one.resourceSpans) };
}
