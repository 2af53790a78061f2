import { loadConnections } from "@/lib/connections/connection-read-model";
import { logKinds } from "@/lib/connections/contract";
import { openConnection } from "@/lib/connections/open-connection";
import type { OpenConnection } from "@/lib/connections/port";
import { findDeployment } from "@/lib/deployments/deployment-read-model";
import { AppError } from "@/lib/kernel/app-error";
import { prismaExecutor } from "@/lib/platform/db/executor";
import { notFound } from "@/lib/platform/refusals";
import { defineQuery } from "@/lib/platform/use-case";
import { type DeploymentLogs, DeploymentLogsInput, type LogSourceCounts, type LogWindow } from "../contract";
import { type DeploymentWindows, minutesOf, rateRatio, type Span, windowsOf } from "../domain/windows";
import { currentLogReaders } from "../log-readers";
import type { LogCounts, LogReader } from "../port";

const rule =
  "Error lines of 30 minutes before and up to 60 minutes after the deployment, whole minutes, without its own; the ratio of the two rates has an interval of 95 % (conditional binomial, Wilson).";

interface Place {
  readonly service: string;
  readonly environment: string;
}

/** Error lines around a deployment, from each log system. What cannot be read is unknown, and never 0. */
export const getDeploymentLogs = defineQuery({
  name: "deployment.logs",
  permission: "catalog:read",
  input: DeploymentLogsInput,
  async handle({ input, db, now, runtime }): Promise<DeploymentLogs> {
    const deployment = await findDeployment(db, input.id);
    if (!deployment) throw notFound("deployment", input.id);
    const finishedMs = deployment.finishedAt === null ? null : Date.parse(deployment.finishedAt);
    const windows = windowsOf(Date.parse(deployment.startedAt), finishedMs, now);
    const place = { service: deployment.service.slug, environment: deployment.environment.slug };
    const stored = windows === null ? [] : await loadConnections(prismaExecutor(db), logKinds);
    const sources = await Promise.all(
      stored.map(async (one) => {
        const connection = openConnection(runtime.secrets, one);
        const reader = currentLogReaders()(connection.config.kind);
        return windows === null ? null : countAround(reader, connection, place, windows);
      }),
    );
    return { deploymentId: deployment.id, sources: sources.filter((one) => one !== null), rule };
  },
});

async function countAround(
  reader: LogReader,
  connection: OpenConnection,
  place: Place,
  windows: DeploymentWindows,
): Promise<LogSourceCounts> {
  const ask = (span: Span): Promise<LogCounts | string> => counted(reader, connection, { ...place, ...span });
  const [around, day, week] = await Promise.all([ask(windows.around), ask(windows.dayBefore), ask(windows.weekBefore)]);
  const before = windowOf(around, windows.before);
  const after = windowOf(around, windows.after);
  const { kind } = connection.config;
  const counts = {
    source: {
      slug: connection.slug,
      name: connection.name,
      kind: kind === "splunk" ? ("splunk" as const) : ("elasticsearch" as const),
    },
    unknown: typeof around === "string" ? around : null,
    perMinute: typeof around === "string" ? [] : minutesIn(around, windows.around),
    before,
    after,
    dayBefore: windowOf(day, windows.dayBefore),
    weekBefore: windowOf(week, windows.weekBefore),
    url: reader.linkTo(connection, { ...place, ...windows.around }),
  };
  if (before.errors === null || after.errors === null) return { ...counts, ratio: null };
  const ratio = rateRatio(
    { errors: before.errors, minutes: minutesOf(windows.before) },
    { errors: after.errors, minutes: minutesOf(windows.after) },
  );
  return { ...counts, ratio };
}

/** The counts, or why they are not known. */
async function counted(
  reader: LogReader,
  connection: OpenConnection,
  question: Place & Span,
): Promise<LogCounts | string> {
  try {
    const counts = await reader.count(connection, question);
    return counts.lines > 0
      ? counts
      : "No line of this service is there, of any level, so nothing is known of its errors.";
  } catch (error) {
    if (error instanceof AppError) return error.message;
    throw error;
  }
}

function windowOf(counts: LogCounts | string, span: Span): LogWindow {
  const from = new Date(span.fromMs).toISOString();
  const to = new Date(span.toMs).toISOString();
  if (typeof counts === "string") return { from, to, errors: null, errorsPerMinute: null };
  const errors = [...counts.errorsPerMinute]
    .filter(([minute]) => minute >= span.fromMs && minute < span.toMs)
    .reduce((sum, [, count]) => sum + count, 0);
  return { from, to, errors, errorsPerMinute: errors / minutesOf(span) };
}

function minutesIn(counts: LogCounts, span: Span): LogSourceCounts["perMinute"] {
  return Array.from({ length: Math.round(minutesOf(span)) }, (_, index) => {
    const minute = span.fromMs + index * 60_000;
    return { at: new Date(minute).toISOString(), errors: counts.errorsPerMinute.get(minute) ?? 0 };
  });
}
