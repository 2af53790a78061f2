import type { PagerdutyEventsConfig } from "@/lib/connections/contract";
import type { OpenConnection } from "@/lib/connections/port";
import { listAt, textAt } from "@/lib/kernel/json-value";
import type { OutboundClient, OutboundResponse } from "@/lib/platform/http/outbound";
import { dedupKeyOf, pagerdutyEvent } from "../domain/pagerduty-event";
import type { AlertChannel, TellOutcome } from "../port";
import { outcomeOfFailure, refusedBy } from "./answer-outcome";
import { jsonOf } from "./json-of";

const usualTimeoutMs = 10_000;
const ACCEPTED = 202;

/** PagerDuty by its Events API v2: https://developer.pagerduty.com/docs/send-alert-event. */
export function createPagerdutyChannel(outbound: OutboundClient, timeoutMs = usualTimeoutMs): AlertChannel {
  return {
    async tell(connection, message) {
      const { config, secret } = connection as OpenConnection<PagerdutyEventsConfig>;
      if (secret === null) {
        const why = "The connection has no integration key.";
        return { kind: "refused", why, isFinal: true, retryAfterMs: null, mayHaveArrived: false };
      }
      try {
        const answer = await outbound.request({
          url: `${config.url.replace(/\/+$/, "")}/v2/enqueue`,
          method: "POST",
          headers: { "content-type": "application/json", accept: "application/json" },
          body: JSON.stringify(pagerdutyEvent(message, secret)),
          timeoutMs,
        });
        return outcomeOf(answer, dedupKeyOf(message.alarmId));
      } catch (error) {
        return outcomeOfFailure(error);
      }
    },
  };
}

function outcomeOf(answer: OutboundResponse, dedupKey: string): TellOutcome {
  const body = jsonOf(answer);
  if (answer.status === ACCEPTED) {
    const taken = textAt(body, "dedup_key");
    if (taken === dedupKey) return { kind: "sent", answer: `Taken as ${dedupKey}.` };
    // Whoever answers so is not PagerDuty, or took something else.
    const why = `The answer does not name what it took: ${taken ?? "no dedup_key"}.`;
    return { kind: "refused", why, isFinal: false, retryAfterMs: null, mayHaveArrived: true };
  }
  const errors = listAt(body, "errors").filter((one) => typeof one === "string");
  return refusedBy("PagerDuty", answer, [textAt(body, "message"), ...errors].filter(Boolean).join("; ") || null);
}
