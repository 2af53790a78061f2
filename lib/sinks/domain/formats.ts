import { flatRecord, type ShippedRecord, sentenceOf } from "./audit-record";

/** How each receiver wants its records. Pure. */

export interface HecOptions {
  readonly index: string;
  readonly sourceType: string;
  readonly host: string;
}

/** Bodies of Splunk's HTTP Event Collector: one JSON object after the other. */
export function hecBody(records: readonly ShippedRecord[], { index, sourceType, host }: HecOptions): string {
  return records
    .map((record) =>
      JSON.stringify({
        time: record.atMs / 1_000,
        host,
        source: "signalbox",
        sourcetype: sourceType,
        ...(index === "" ? {} : { index }),
        event: flatRecord(record),
      }),
    )
    .join("\n");
}

/**
 * Lines of Elasticsearch's bulk API. A record is created under its own id: one that is there already is answered with 409, which is
 * what sending twice looks like. `create` is also what data streams take.
 */
export function bulkBody(records: readonly ShippedRecord[], index: string): string {
  return records
    .flatMap((record) => [
      JSON.stringify({ create: { _index: index, _id: `signalbox-${record.id}` } }),
      JSON.stringify({ "@timestamp": record.at, message: sentenceOf(record), signalbox: flatRecord(record) }),
    ])
    .map((line) => `${line}\n`)
    .join("");
}

/** RFC 5424, 6.3.3: these are escaped in values of structured data. */
function quoted(value: string): string {
  return `"${value.replaceAll(/["\\\]]/g, "\\$&")}"`;
}

/** Header fields: printable ASCII without spaces, or nothing. */
function headerField(text: string, maxLength: number): string {
  const plain = text.replaceAll(/[^\x21-\x7e]/g, "").slice(0, maxLength);
  return plain === "" ? "-" : plain;
}

const facilityLogAudit = 13;
const severities: Readonly<Record<string, number>> = { accepted: 6, refused: 4, failed: 3 };
/** Kept for examples and private use (RFC 5612). */
const enterprise = 32_473;
const longestValue = 2_000;

/**
 * A record as a message of RFC 5424: facility “log audit”, the id in the structured data, and a sentence in UTF-8. Line breaks become
 * spaces, so that receivers that split at them are not fooled.
 */
export function syslogMessage(
  record: ShippedRecord,
  given: { readonly host: string; readonly appName: string },
): string {
  const oneLine = (text: string): string => text.replaceAll(/\p{Cc}+/gu, " ").slice(0, longestValue);
  const priority = facilityLogAudit * 8 + (severities[record.outcome] ?? 5);
  const fields = Object.entries(flatRecord(record))
    .filter(([name]) => name !== "at")
    .map(([name, value]) => `${name}=${quoted(oneLine(value))}`);
  const data = `[audit@${enterprise} ${fields.join(" ")}]`;
  const head = `<${priority}>1 ${record.at} ${headerField(given.host, 255)} ${headerField(given.appName, 48)} - ${headerField(record.action, 32)}`;
  return `${head} ${data} \uFEFF${oneLine(sentenceOf(record))}`;
}

/** Messages with their length in octets before them (RFC 6587 3.4.1, RFC 5425 4.3). */
export function framed(messages: readonly string[], byteLength: (text: string) => number): string {
  return messages.map((message) => `${byteLength(message)} ${message}`).join("");
}

/** Records as a request of OTLP/HTTP logs, in JSON. */
export function otlpLogsBody(records: readonly ShippedRecord[]): object {
  const attribute = (key: string, value: string) => ({ key, value: { stringValue: value } });
  const severity: Readonly<Record<string, readonly [number, string]>> = {
    accepted: [9, "INFO"],
    refused: [13, "WARN"],
    failed: [17, "ERROR"],
  };
  return {
    resourceLogs: [
      {
        resource: { attributes: [attribute("service.name", "signalbox")] },
        scopeLogs: [
          {
            scope: { name: "signalbox.audit" },
            logRecords: records.map((record) => {
              const [severityNumber, severityText] = severity[record.outcome] ?? [9, "INFO"];
              return {
                timeUnixNano: `${record.atMs}000000`,
                severityNumber,
                severityText,
                eventName: record.action,
                body: { stringValue: sentenceOf(record) },
                attributes: Object.entries(flatRecord(record)).map(([key, value]) =>
                  attribute(`signalbox.${key}`, value),
                ),
              };
            }),
          },
        ],
      },
    ],
  };
}
