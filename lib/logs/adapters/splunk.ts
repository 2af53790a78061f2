import type { SplunkSearchConfig } from "@/lib/connections/contract";
import type { OpenConnection } from "@/lib/connections/port";
import { AppError } from "@/lib/kernel/app-error";
import { at, listAt, numberAt, textAt } from "@/lib/kernel/json-value";
import { authorizationOf, refusalOfStatus } from "@/lib/platform/http/connection-call";
import type { OutboundClient } from "@/lib/platform/http/outbound";
import { splunkSearch } from "../domain/log-queries";
import type { LogCounts, LogReader } from "../port";

function strange(message: string): AppError {
  const remedy = "Run the search in Splunk to see its messages.";
  return new AppError("upstream_failed", { detail: message, reasons: [{ code: "wrong_shape", message, remedy }] });
}

/** The export endpoint answers with one JSON object a line: previews, results, and messages. */
function linesOf(body: string): readonly unknown[] {
  return body
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => {
      try {
        return JSON.parse(line) as unknown;
      } catch {
        throw strange("Splunk answered something that is not JSON.");
      }
    });
}

function countsOf(body: string): LogCounts {
  const lines = linesOf(body);
  const messages = lines.flatMap((line) => listAt(line, "messages"));
  const fatal = messages.find((message) => /^(fatal|error)$/i.test(textAt(message, "type") ?? ""));
  if (fatal !== undefined) throw strange(`Splunk could not search: ${(textAt(fatal, "text") ?? "").slice(0, 200)}.`);
  let all = 0;
  const errorsPerMinute = new Map<number, number>();
  for (const line of lines) {
    if (at(line, "preview") === true || at(line, "result") === undefined) continue;
    const time = textAt(line, "result", "_time") ?? "";
    const minute = /^\d+(\.\d+)?$/.test(time) ? Number(time) * 1_000 : Date.parse(time);
    const count = numberAt(line, "result", "lines");
    const errors = numberAt(line, "result", "errors");
    if (!Number.isFinite(minute) || count === undefined || errors === undefined) {
      throw strange("Splunk's answer lacks the time or the counts of a minute.");
    }
    all += count;
    if (errors > 0) errorsPerMinute.set(minute, errors);
  }
  return { lines: all, errorsPerMinute };
}

/** Splunk, by its export endpoint: one request, whole answer. */
export function createSplunk(outbound: OutboundClient): LogReader {
  async function run(
    connection: OpenConnection,
    search: string,
    span: { fromMs: number; toMs: number },
  ): Promise<string> {
    const { config, secret } = connection as OpenConnection<SplunkSearchConfig>;
    const answer = await outbound.request({
      url: `${config.url.replace(/\/+$/, "")}/services/search/v2/jobs/export`,
      method: "POST",
      headers: {
        "content-type": "application/x-www-form-urlencoded",
        ...authorizationOf({ authentication: config.authentication, user: config.user, secret }),
      },
      body: new URLSearchParams({
        search,
        output_mode: "json",
        preview: "false",
        earliest_time: String(span.fromMs / 1_000),
        latest_time: String(span.toMs / 1_000),
      }).toString(),
    });
    if (answer.status < 200 || answer.status > 299) throw refusalOfStatus("Splunk", answer);
    return answer.body.toString("utf8");
  }

  return {
    async count(connection, question) {
      const { config } = connection as OpenConnection<SplunkSearchConfig>;
      return countsOf(await run(connection, splunkSearch(config, question), question));
    },
    linkTo(connection, question) {
      const { config } = connection as OpenConnection<SplunkSearchConfig>;
      if (config.webUrl === "") return null;
      const query = new URLSearchParams({
        q: splunkSearch(config, question).split(" | ").slice(0, 2).join(" | "),
        earliest: String(question.fromMs / 1_000),
        latest: String(question.toMs / 1_000),
      });
      return `${config.webUrl.replace(/\/+$/, "")}/app/search/search?${query}`;
    },
    async test(connection) {
      const { config } = connection as OpenConnection<SplunkSearchConfig>;
      const toMs = Date.now();
      await run(connection, `search index="${config.index}" | head 1 | stats count`, { fromMs: toMs - 60_000, toMs });
      return "Splunk answers and runs searches.";
    },
  };
}
