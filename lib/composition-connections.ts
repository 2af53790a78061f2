import { createServiceNowChannel } from "@/lib/alerts/adapters/servicenow-channel";
import { createServiceNow } from "@/lib/cmdb/adapters/servicenow";
import type { ReadCmdb } from "@/lib/cmdb/port";
import type { TestConnection } from "@/lib/connections/port";
import { createElasticsearch } from "@/lib/logs/adapters/elasticsearch";
import { createSplunk } from "@/lib/logs/adapters/splunk";
import type { LogReaders } from "@/lib/logs/log-readers";
import type { LogReader } from "@/lib/logs/port";
import { createTraceSender } from "@/lib/otlp/adapters/otlp-sender";
import type { SendTraces } from "@/lib/otlp/loop/ship-traces";
import type { OutboundClient } from "@/lib/platform/http/outbound";
import type { OutboundPolicy } from "@/lib/platform/http/url-policy";
import { openVettedSocket } from "@/lib/platform/http/vetted-socket";
import { createBulkSink, createHecSink, createOtlpLogsSink } from "@/lib/sinks/adapters/http-sinks";
import { createSyslogSink } from "@/lib/sinks/adapters/syslog-sink";
import type { SinkOf } from "@/lib/sinks/loop/ship-audit";
import type { RecordSink } from "@/lib/sinks/port";

export interface ConnectionParts {
  readonly logReaders: LogReaders;
  readonly sinkOf: SinkOf;
  readonly readCmdb: ReadCmdb;
  readonly sendTraces: SendTraces;
  readonly test: TestConnection;
}

/** Choose which code stands behind each kind of connection. */
export function composeConnections(outbound: OutboundClient, policy: OutboundPolicy): ConnectionParts {
  const readers = new Map<string, LogReader>([
    ["elasticsearch", createElasticsearch(outbound)],
    ["splunk", createSplunk(outbound)],
  ]);
  const sinks = new Map<string, RecordSink>([
    ["splunk_hec", createHecSink(outbound)],
    ["elastic_bulk", createBulkSink(outbound)],
    ["otlp_logs", createOtlpLogsSink(outbound)],
    ["syslog", createSyslogSink((address) => openVettedSocket(address, policy))],
  ]);
  const serviceNow = createServiceNow(outbound);
  const traces = createTraceSender(outbound);
  return {
    logReaders: (kind) => known(readers, kind),
    sinkOf: (kind) => known(sinks, kind),
    readCmdb: serviceNow.read,
    sendTraces: traces.send,
    async test(connection) {
      const { kind } = connection.config;
      if (kind === "servicenow_cmdb") return serviceNow.test(connection);
      if (kind === "otlp_traces") return traces.test(connection);
      if (kind === "servicenow_incident") {
        return { ok: true, message: await createServiceNowChannel(outbound).test(connection), remedy: null };
      }
      if (alertKindsWithoutTest.has(kind)) {
        const message = "It can only be tried by telling it something: send a test by a route of alerts.";
        return { ok: true, message, remedy: null };
      }
      const tested = readers.get(kind) ?? sinks.get(kind);
      if (!tested) return { ok: true, message: "There is nothing to test.", remedy: null };
      return { ok: true, message: await tested.test(connection), remedy: null };
    },
  };
}

/** Kinds that have no way of being asked without leaving something there. */
const alertKindsWithoutTest = new Set(["pagerduty_events", "alert_webhook", "alert_mail"]);

function known<Part>(parts: ReadonlyMap<string, Part>, kind: string): Part {
  const found = parts.get(kind);
  if (!found) throw new Error(`nothing stands behind a connection of the kind ${kind}`);
  return found;
}
