import { z } from "zod";
import { measureWords } from "@/lib/insights/domain/measures";
import { type Instant, instant } from "@/lib/kernel/instant";
import { abandonedAfterMs, waitAfter } from "@/lib/notifications/domain/retry";
import type { MailAttachment, Mailer, SendOutcome, WebhookSender } from "@/lib/notifications/port";
import { systemActor } from "@/lib/platform/auth/actor";
import { prismaExecutor } from "@/lib/platform/db/executor";
import type { Runtime } from "@/lib/platform/runtime";
import { spreadsheetOf, spreadsheetType } from "@/lib/platform/spreadsheet";
import { defineUseCase } from "@/lib/platform/use-case";
import {
  type ClaimedDelivery,
  claimDelivery,
  releaseAbandoned,
  type Settlement,
  settleDelivery,
} from "../delivery-store";
import { reportSheets } from "../domain/report-sheets";
import type { ComposedReport } from "./compose-report";

/** Who brings reports to people. */
export interface Channels {
  readonly mailer: Mailer;
  readonly webhooks: WebhookSender;
}

const AT_ONCE = 100;
const actor = systemActor("reports");

/**
 * Send what waits and whose time has come, one after the other. Each attempt is taken in the database before anything
 * leaves, so that two workers never send the same; what was cut off is sent again only where the other side knows repeats.
 */
export async function sendDeliveries(runtime: Runtime, channels: Channels): Promise<number> {
  const now = runtime.clock.now();
  await releaseAbandoned(prismaExecutor(runtime.db), new Date(now - abandonedAfterMs), new Date(now));
  let sent = 0;
  while (sent < AT_ONCE) {
    const claimed = await claimDelivery(prismaExecutor(runtime.db), new Date(runtime.clock.now()));
    if (!claimed) break;
    const outcome = await attempt(claimed, runtime, channels);
    const settled = settlementOf(claimed, outcome, runtime.clock.now());
    await recordDelivery.run(
      { settled: JSON.parse(JSON.stringify(settled)), reportId: claimed.reportId, address: claimed.address },
      { actor },
      runtime,
    );
    sent += 1;
  }
  return sent;
}

async function attempt(claimed: ClaimedDelivery, runtime: Runtime, channels: Channels): Promise<SendOutcome> {
  const { id, address, subject, html, text } = claimed;
  if (claimed.kind === "mail") {
    const attachments = await attachmentsOf(claimed);
    return channels.mailer.send({ id, to: address, subject, html, text, attachments });
  }
  if (claimed.secret === null)
    return { kind: "refused", why: "The report has no signing secret any more.", isFinal: true };
  const secret = runtime.secrets.open(claimed.secret, { table: "report", column: "secret", rowId: claimed.reportId });
  const body = JSON.stringify({
    type: "report.made",
    timestamp: claimed.dueAt.toISOString(),
    data: {
      report: { id: claimed.reportId, name: claimed.reportName },
      runId: claimed.runId,
      subject,
      text,
      ...(claimed.data as object),
    },
  });
  return channels.webhooks.send({ id, url: address, secret, body });
}

/** The same numbers as a spreadsheet; a run that was made before there were any has none. */
async function attachmentsOf({ data, reportName }: ClaimedDelivery): Promise<MailAttachment[]> {
  const { words, content, figures } = data as Partial<ComposedReport["data"]>;
  if (!words || !content || !figures) return [];
  const sheets = reportSheets({ words, content, figures, kindOf: (measure) => measureWords[measure] });
  const name = reportName.replaceAll(/[^\p{L}\p{N}]+/gu, "-").replaceAll(/^-|-$/g, "") || "report";
  const fileName = `${name}-${figures.window.to}.xlsx`;
  return [{ fileName, contentType: spreadsheetType, bytes: await spreadsheetOf(sheets) }];
}

/** What an outcome means for a delivery. */
export function settlementOf(
  { id, attempts }: Pick<ClaimedDelivery, "id" | "attempts">,
  outcome: SendOutcome,
  now: Instant,
): Settlement {
  const base = { id, attempt: attempts, nextAttemptAt: null, sentAt: null };
  if (outcome.kind === "sent") return { ...base, state: "sent", sentAt: new Date(now), lastError: null };
  if (outcome.kind === "uncertain") return { ...base, state: "uncertain", lastError: outcome.why };
  const wait = outcome.isFinal ? null : waitAfter(attempts);
  if (wait === null) return { ...base, state: "failed", lastError: outcome.why };
  return { ...base, state: "waiting", nextAttemptAt: new Date(instant(now) + wait), lastError: outcome.why };
}

const when = z.iso.datetime().nullable();

/** Write down how an attempt ended. Part of sending; nobody calls it from outside. */
const recordDelivery = defineUseCase({
  name: "report.deliver",
  permission: "report:write",
  input: z.strictObject({
    reportId: z.string(),
    address: z.string(),
    settled: z.strictObject({
      id: z.string(),
      attempt: z.int(),
      state: z.enum(["sent", "waiting", "failed", "uncertain"]),
      nextAttemptAt: when,
      sentAt: when,
      lastError: z.string().nullable(),
    }),
  }),
  subject: (input) => ({ kind: "report", id: input.reportId ?? null }),
  async handle({ input, tx, record, hint }): Promise<boolean> {
    const { nextAttemptAt, sentAt, ...rest } = input.settled;
    const dateOf = (text: string | null): Date | null => (text === null ? null : new Date(text));
    const isCurrent = await settleDelivery(prismaExecutor(tx), {
      ...rest,
      nextAttemptAt: dateOf(nextAttemptAt),
      sentAt: dateOf(sentAt),
    });
    const { state, attempt: at, lastError } = input.settled;
    await record({
      subject: { kind: "report", id: input.reportId },
      after: { to: input.address, state, attempt: at, lastError, isCurrent },
    });
    await hint({ topic: "report", id: input.reportId, revision: 0 });
    return isCurrent;
  },
});
