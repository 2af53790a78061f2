import { loadConnection } from "@/lib/connections/connection-read-model";
import { AlertMailConfig, AlertWebhookConfig, signingSecret } from "@/lib/connections/contract";
import { openConnection } from "@/lib/connections/open-connection";
import { type Instant, plusMs } from "@/lib/kernel/instant";
import { abandonedAfterMs, waitAfter } from "@/lib/notifications/domain/retry";
import type { Mailer, SendOutcome, WebhookSender } from "@/lib/notifications/port";
import { appendAudit } from "@/lib/platform/audit/audit-log";
import { systemActor } from "@/lib/platform/auth/actor";
import { prismaExecutor } from "@/lib/platform/db/executor";
import type { Runtime } from "@/lib/platform/runtime";
import {
  type ClaimedAnnouncement,
  claimAnnouncement,
  giveUpAbandoned,
  type SettledAnnouncement,
  settleAnnouncement,
} from "../checklist-store";

/** Who brings announcements to people. */
export interface Channels {
  readonly mailer: Mailer;
  readonly webhooks: WebhookSender;
}

const atOnce = 20;

/**
 * Send the announcements whose time has come. Each attempt is taken in the database before anything leaves, so that two workers never
 * send the same; what may have arrived is not sent again. Answers how many were tried.
 */
export async function sendAnnouncements(runtime: Runtime, channels: Channels): Promise<number> {
  const db = prismaExecutor(runtime.db);
  await giveUpAbandoned(db, plusMs(runtime.clock.now(), -abandonedAfterMs));
  for (let tried = 0; tried < atOnce; tried += 1) {
    const claimed = await claimAnnouncement(db, runtime.clock.now());
    if (!claimed) return tried;
    const outcome = await attempt(runtime, channels, claimed);
    const settled = settlementOf(claimed, outcome, runtime.clock.now());
    await runtime.db.$transaction(async (tx) => {
      await settleAnnouncement(prismaExecutor(tx), settled);
      await appendAudit(prismaExecutor(tx), {
        action: "train.announced",
        outcome: settled.state === "sent" ? "accepted" : "failed",
        actor: systemActor("release trains"),
        subject: { kind: "train", id: claimed.trainId },
        detail: { announcement: claimed.id, subject: claimed.subject, state: settled.state, error: settled.lastError },
      });
    });
  }
  return atOnce;
}

async function attempt(
  runtime: Runtime,
  { mailer, webhooks }: Channels,
  { id, connectionId, subject, body, trainId }: ClaimedAnnouncement,
): Promise<SendOutcome> {
  const stored = await loadConnection(prismaExecutor(runtime.db), connectionId);
  if (!stored) return { kind: "refused", why: "The connection is gone or switched off.", isFinal: true };
  const { config, secret } = openConnection(runtime.secrets, stored);
  const mail = AlertMailConfig.safeParse(config);
  if (mail.success) {
    const html = `<p>${escaped(body).replaceAll("\n", "<br>")}</p>`;
    return mailer.send({ id, to: mail.data.to, subject, text: body, html });
  }
  const hook = AlertWebhookConfig.safeParse(config);
  if (!hook.success || secret === null || !signingSecret.test(secret))
    return {
      kind: "refused",
      why: "The connection has no signing secret of the form whsec_ and base64.",
      isFinal: true,
    };
  const at = new Date(runtime.clock.now()).toISOString();
  const event = { type: "release.announced", timestamp: at, data: { train: trainId, subject, text: body } };
  return webhooks.send({ id, url: hook.data.url, secret, body: JSON.stringify(event) });
}

function escaped(text: string): string {
  const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
  return text.replaceAll(/[&<>"]/g, (sign) => entities[sign] ?? sign);
}

function settlementOf(
  { id, attempts }: Pick<ClaimedAnnouncement, "id" | "attempts">,
  outcome: SendOutcome,
  now: Instant,
): SettledAnnouncement {
  const base = { id, attempt: attempts, nextAt: null, sentAt: null };
  if (outcome.kind === "sent") return { ...base, state: "sent", sentAt: now, lastError: null };
  if (outcome.kind === "uncertain") return { ...base, state: "uncertain", lastError: outcome.why };
  const wait = outcome.isFinal ? null : waitAfter(attempts);
  if (wait === null) return { ...base, state: "failed", lastError: outcome.why };
  return { ...base, state: "waiting", nextAt: plusMs(now, wait), lastError: outcome.why };
}
