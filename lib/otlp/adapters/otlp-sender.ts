import type { OtlpTracesConfig } from "@/lib/connections/contract";
import type { OpenConnection, TestConnection } from "@/lib/connections/port";
import { AppError } from "@/lib/kernel/app-error";
import { textAt } from "@/lib/kernel/json-value";
import { callJson } from "@/lib/platform/http/connection-call";
import type { OutboundClient } from "@/lib/platform/http/outbound";
import type { SendTraces } from "../loop/ship-traces";

/** Sends traces as OTLP/HTTP in JSON, which every collector reads. */
export function createTraceSender(outbound: OutboundClient): {
  readonly send: SendTraces;
  readonly test: TestConnection;
} {
  async function post(connection: OpenConnection<OtlpTracesConfig>, body: object): Promise<void> {
    const { config, secret } = connection;
    const answer = await callJson(outbound, {
      who: "The receiver of spans",
      url: `${config.url.replace(/\/+$/, "")}/v1/traces`,
      method: "POST",
      headers: {
        "content-type": "application/json",
        ...(secret === null ? {} : { [config.header.toLowerCase()]: secret }),
      },
      body: JSON.stringify(body),
    });
    const rejected = Number(textAt(answer, "partialSuccess", "rejectedSpans") ?? 0);
    if (rejected > 0) {
      const message = `The receiver left out ${rejected} spans: ${textAt(answer, "partialSuccess", "errorMessage") ?? "no reason"}.`;
      throw new AppError("upstream_failed", { detail: message });
    }
  }
  return {
    send: post,
    async test(connection) {
      await post(connection as OpenConnection<OtlpTracesConfig>, { resourceSpans: [] });
      return { ok: true, message: "The receiver takes OTLP.", remedy: null };
    },
  };
}
