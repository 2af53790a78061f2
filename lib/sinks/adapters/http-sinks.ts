import { hostname } from "node:os";
import type { ElasticBulkConfig, OtlpLogsConfig, SplunkHecConfig } from "@/lib/connections/contract";
import type { OpenConnection } from "@/lib/connections/port";
import { AppError } from "@/lib/kernel/app-error";
import { at, listAt, numberAt, textAt } from "@/lib/kernel/json-value";
import { authorizationOf, callJson } from "@/lib/platform/http/connection-call";
import type { OutboundClient } from "@/lib/platform/http/outbound";
import { bulkBody, hecBody, otlpLogsBody } from "../domain/formats";
import type { RecordSink } from "../port";

const timeoutMs = 10_000;

function refused(message: string): AppError {
  const remedy = "See the receiver's own log; the records are sent again.";
  return new AppError("upstream_failed", { detail: message, reasons: [{ code: "refused", message, remedy }] });
}

function base(url: string): string {
  return url.replace(/\/+$/, "");
}

/** Splunk's HTTP Event Collector. */
export function createHecSink(outbound: OutboundClient): RecordSink {
  async function post(connection: OpenConnection, body: string): Promise<void> {
    const { config, secret } = connection as OpenConnection<SplunkHecConfig>;
    const answer = await callJson(outbound, {
      who: "Splunk",
      url: `${base(config.url)}/services/collector/event`,
      method: "POST",
      headers: {
        "content-type": "application/json",
        ...(secret === null ? {} : { authorization: `Splunk ${secret}` }),
      },
      body,
      timeoutMs,
    });
    const code = numberAt(answer, "code");
    if (code !== 0) throw refused(`Splunk did not accept: ${textAt(answer, "text") ?? `code ${code}`}.`);
  }
  return {
    async send(connection, records) {
      const { config } = connection as OpenConnection<SplunkHecConfig>;
      await post(
        connection,
        hecBody(records, { index: config.index, sourceType: config.sourceType, host: hostname() }),
      );
    },
    async test(connection) {
      const { config, secret } = connection as OpenConnection<SplunkHecConfig>;
      const headers: Record<string, string> = secret === null ? {} : { authorization: `Splunk ${secret}` };
      await callJson(outbound, { who: "Splunk", url: `${base(config.url)}/services/collector/health`, headers });
      return "Splunk's event collector is ready. Whether the token may write is seen at the first record.";
    },
  };
}

/** Elasticsearch's bulk API. */
export function createBulkSink(outbound: OutboundClient): RecordSink {
  function headersOf(connection: OpenConnection): Record<string, string> {
    const { config, secret } = connection as OpenConnection<ElasticBulkConfig>;
    return authorizationOf({ authentication: config.authentication, user: config.user, secret });
  }
  return {
    async send(connection, records) {
      const { config } = connection as OpenConnection<ElasticBulkConfig>;
      const answer = await callJson(outbound, {
        who: "Elasticsearch",
        url: `${base(config.url)}/_bulk`,
        method: "POST",
        headers: { "content-type": "application/x-ndjson", ...headersOf(connection) },
        body: bulkBody(records, config.index),
        timeoutMs,
      });
      const items = listAt(answer, "items").map((item) => at(item, "create"));
      if (items.length !== records.length) throw refused("Elasticsearch did not answer for each record.");
      // 409: it is there already, from a time before that we did not hear the end of.
      const bad = items.find((item) => {
        const status = numberAt(item, "status") ?? 0;
        return status !== 409 && (status < 200 || status > 299);
      });
      if (bad === undefined) return;
      const why = textAt(bad, "error", "reason") ?? textAt(bad, "error", "type") ?? `status ${textAt(bad, "status")}`;
      throw refused(`Elasticsearch did not accept a record: ${why.slice(0, 200)}.`);
    },
    async test(connection) {
      const { config } = connection as OpenConnection<ElasticBulkConfig>;
      await callJson(outbound, { who: "Elasticsearch", url: `${base(config.url)}/`, headers: headersOf(connection) });
      return "Elasticsearch answers. Whether the key may write is seen at the first record.";
    },
  };
}

/** A receiver of OTLP/HTTP logs. */
export function createOtlpLogsSink(outbound: OutboundClient): RecordSink {
  async function post(connection: OpenConnection, body: object): Promise<void> {
    const { config, secret } = connection as OpenConnection<OtlpLogsConfig>;
    const answer = await callJson(outbound, {
      who: "The receiver of logs",
      url: `${base(config.url)}/v1/logs`,
      method: "POST",
      headers: {
        "content-type": "application/json",
        ...(secret === null ? {} : { [config.header.toLowerCase()]: secret }),
      },
      body: JSON.stringify(body),
      timeoutMs,
    });
    const rejected = numberAt(answer, "partialSuccess", "rejectedLogRecords") ?? 0;
    if (rejected === 0) return;
    throw refused(
      `The receiver left out ${rejected}: ${textAt(answer, "partialSuccess", "errorMessage") ?? "no reason"}.`,
    );
  }
  return {
    send: (connection, records) => post(connection, otlpLogsBody(records)),
    async test(connection) {
      await post(connection, { resourceLogs: [] });
      return "The receiver takes OTLP.";
    },
  };
}
