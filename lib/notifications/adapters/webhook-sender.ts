import { Webhook } from "standardwebhooks";
import { AppError } from "@/lib/kernel/app-error";
import type { Instant } from "@/lib/kernel/instant";
import type { OutboundClient, OutboundResponse } from "@/lib/platform/http/outbound";
import type { SendOutcome, WebhookSender } from "../port";

const timeoutMs = 15_000;
const GONE = 410;

/** Events as signed HTTP requests. Repeating one is safe: the receiver knows it by its id. */
export function createWebhookSender(outbound: OutboundClient, now: () => Instant): WebhookSender {
  return {
    async send({ id, url, secret, body }) {
      const at = new Date(Math.floor(now() / 1_000) * 1_000);
      const headers = {
        "content-type": "application/json",
        "webhook-id": id,
        "webhook-timestamp": String(at.getTime() / 1_000),
        "webhook-signature": new Webhook(secret).sign(id, at, body),
      };
      try {
        const answer = await outbound.request({
          url,
          method: "POST",
          headers,
          body,
          timeoutMs,
          maxBodyBytes: 65_536,
        });
        return outcomeOf(answer, new URL(url).host);
      } catch (error) {
        if (error instanceof AppError)
          return { kind: "refused", why: error.message, isFinal: error.code === "invalid_input" };
        throw error;
      }
    },
  };
}

function outcomeOf({ status, headers }: OutboundResponse, host: string): SendOutcome {
  if (status >= 200 && status < 300) return { kind: "sent", answer: String(status) };
  const asked = headers["retry-after"];
  const retryAfterMs = typeof asked === "string" && /^\d{1,6}$/.test(asked) ? Number(asked) * 1_000 : null;
  return { kind: "refused", why: `${host} answered ${status}.`, isFinal: status === GONE, retryAfterMs };
}
