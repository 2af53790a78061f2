import type { ElasticsearchConfig } from "@/lib/connections/contract";
import type { OpenConnection } from "@/lib/connections/port";
import { AppError } from "@/lib/kernel/app-error";
import { at, listAt, numberAt } from "@/lib/kernel/json-value";
import { authorizationOf, callJson } from "@/lib/platform/http/connection-call";
import type { OutboundClient } from "@/lib/platform/http/outbound";
import { elasticQuery, type LogQuestion } from "../domain/log-queries";
import type { LogCounts, LogReader } from "../port";

function partial(message: string): AppError {
  const reasons = [{ code: "partial", message, remedy: "Look at the cluster's health, then ask again." }];
  return new AppError("upstream_failed", { detail: message, reasons });
}

function countsOf(answer: unknown): LogCounts {
  if (at(answer, "timed_out") === true) throw partial("Elasticsearch ran out of time and counted only a part.");
  if ((numberAt(answer, "_shards", "failed") ?? 0) > 0) throw partial("Some shards of Elasticsearch did not answer.");
  if ((numberAt(answer, "_shards", "total") ?? 0) === 0)
    throw partial("No index fits the pattern, so nothing was counted.");
  const lines = numberAt(answer, "hits", "total", "value");
  if (lines === undefined) throw partial("Elasticsearch's answer has no total.");
  const minutes = listAt(answer, "aggregations", "errors", "minutes", "buckets").flatMap((bucket) => {
    const key = numberAt(bucket, "key");
    const count = numberAt(bucket, "doc_count");
    return key === undefined || count === undefined ? [] : [[key, count] as const];
  });
  return { lines, errorsPerMinute: new Map(minutes) };
}

/** Elasticsearch and OpenSearch, by their search API. */
export function createElasticsearch(outbound: OutboundClient): LogReader {
  async function search(connection: OpenConnection, body: object): Promise<unknown> {
    const { config, secret } = connection as OpenConnection<ElasticsearchConfig>;
    return callJson(outbound, {
      who: "Elasticsearch",
      url: `${config.url.replace(/\/+$/, "")}/${config.index}/_search?ignore_unavailable=false&allow_no_indices=true`,
      method: "POST",
      headers: {
        "content-type": "application/json",
        ...authorizationOf({ authentication: config.authentication, user: config.user, secret }),
      },
      body: JSON.stringify(body),
    });
  }

  return {
    async count(connection, question) {
      const { config } = connection as OpenConnection<ElasticsearchConfig>;
      return countsOf(await search(connection, elasticQuery(config, question)));
    },
    linkTo(connection, question) {
      const { config } = connection as OpenConnection<ElasticsearchConfig>;
      if (config.webUrl === "") return null;
      return kibanaLink(config, question);
    },
    async test(connection) {
      const answer = await search(connection, { size: 0, track_total_hits: true });
      const { lines } = countsOf(answer);
      return `Elasticsearch answers; the index holds ${lines} lines.`;
    },
  };
}

/** Kibana's Discover, with a query in KQL. Values are quoted; quotes and backslashes in them are escaped. */
function kibanaLink(config: ElasticsearchConfig, question: LogQuestion): string {
  const quoted = (text: string): string => `"${text.replaceAll(/["\\]/g, "\\$&")}"`;
  const kql = `${config.serviceField} : ${quoted(question.service)}`;
  const rison = (text: string): string => `'${text.replaceAll(/['!]/g, "!$&")}'`;
  const iso = (ms: number): string => rison(new Date(ms).toISOString());
  const global = `(time:(from:${iso(question.fromMs)},to:${iso(question.toMs)}))`;
  const app = `(query:(language:kuery,query:${rison(kql)}))`;
  const base = config.webUrl.replace(/\/+$/, "");
  return `${base}/app/discover#/?_g=${encodeURIComponent(global)}&_a=${encodeURIComponent(app)}`;
}
