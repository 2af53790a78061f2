import { type AlertMailConfig, type AlertWebhookConfig, signingSecret } from "@/lib/connections/contract";
import type { OpenConnection } from "@/lib/connections/port";
import type { Mailer, SendOutcome, WebhookSender } from "@/lib/notifications/port";
import { alertEvent, alertMail, eventIdOf } from "../domain/alert-event";
import type { AlertChannel, TellOutcome } from "../port";

/** Signed events. A receiver knows a repeated one by its id. */
export function createWebhookChannel(webhooks: WebhookSender): AlertChannel {
  return {
    async tell(connection, message) {
      const { config, secret } = connection as OpenConnection<AlertWebhookConfig>;
      if (secret === null || !signingSecret.test(secret)) return withoutSecret;
      const body = JSON.stringify(alertEvent(message));
      return outcomeOf(await webhooks.send({ id: eventIdOf(message), url: config.url, secret, body }), true);
    },
  };
}

const withoutSecret: TellOutcome = {
  kind: "refused",
  why: "The connection has no signing secret of the form whsec_ and base64.",
  isFinal: true,
  retryAfterMs: null,
  mayHaveArrived: false,
};

/** Mails. Better one twice than none: a mailbox knows a repeated one by its id. */
export function createMailChannel(mailer: Mailer): AlertChannel {
  return {
    async tell(connection, message) {
      const { config } = connection as OpenConnection<AlertMailConfig>;
      return outcomeOf(await mailer.send({ id: eventIdOf(message), to: config.to, ...alertMail(message) }), false);
    },
  };
}

function outcomeOf(outcome: SendOutcome, mayRefusedHaveArrived: boolean): TellOutcome {
  if (outcome.kind === "sent") return outcome;
  if (outcome.kind === "uncertain")
    return { kind: "refused", why: outcome.why, isFinal: false, retryAfterMs: null, mayHaveArrived: true };
  const { why, isFinal, retryAfterMs = null } = outcome;
  return { kind: "refused", why, isFinal, retryAfterMs, mayHaveArrived: mayRefusedHaveArrived && !isFinal };
}
