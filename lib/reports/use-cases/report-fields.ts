import { randomBytes } from "node:crypto";
import { AppError } from "@/lib/kernel/app-error";
import type { Instant } from "@/lib/kernel/instant";
import type { Reason } from "@/lib/kernel/result";
import type { Actor } from "@/lib/platform/auth/actor";
import { prismaExecutor, type SqlExecutor } from "@/lib/platform/db/executor";
import type { Tx } from "@/lib/platform/db/prisma";
import { assertAllowedUrl } from "@/lib/platform/http/url-policy";
import { notFound } from "@/lib/platform/refusals";
import type { Runtime } from "@/lib/platform/runtime";
import type { CreateReportInput, Recipient, SavedReport } from "../contract";
import { nextRun } from "../domain/cadence";
import { type Addressee, addresseesOf, type KnownRecipients, recipientName } from "../domain/recipients";
import { loadRecipients } from "../recipient-read-model";
import { findReport } from "../report-read-model";
import { lockReport } from "../report-store";
import { composeReport } from "./compose-report";

/** A report and its sealed secret, held until the transaction ends. Throws `not_found`. */
export async function lockedReport(tx: Tx, id: string) {
  const secret = await lockReport(prismaExecutor(tx), id);
  const before = secret === undefined ? null : await findReport(prismaExecutor(tx), id);
  if (!before || secret === undefined) throw notFound("report", id);
  return { before, secret };
}

/** What is kept for a repeated request: never a secret. */
export function withoutSecret(saved: SavedReport): SavedReport {
  return { ...saved, secret: null };
}

/** When a report of these fields is due next. */
export function runAfter({ cadence, timeZone }: Pick<CreateReportInput, "cadence" | "timeZone">, now: Instant): Date {
  return new Date(nextRun(cadence, timeZone, now));
}

/** Throws `invalid_input` with every reason. The report is made once, so that wrong filters are refused now and not on Monday at eight. */
export async function checkReport(
  report: Pick<CreateReportInput, "name" | "content" | "recipients">,
  actor: Actor,
  runtime: Runtime,
): Promise<void> {
  const known = await loadRecipients(prismaExecutor(runtime.db), report.recipients);
  const reasons = [
    ...refusedAddresses(report.recipients, runtime),
    ...strangers(report.recipients, known),
    ...repeated(report.recipients),
  ];
  if (reasons.length > 0)
    throw new AppError("invalid_input", { detail: reasons.map((reason) => reason.message).join(" "), reasons });
  await composeReport(report, actor, runtime);
}

function refusedAddresses(recipients: readonly Recipient[], { config }: Runtime): Reason[] {
  const policy = { allowCidrs: config.SIGNALBOX_OUTBOUND_ALLOW_CIDRS };
  return recipients.flatMap(({ kind, address }, at): Reason[] => {
    if (kind !== "webhook") return [];
    try {
      assertAllowedUrl(address, policy, `recipients.${at}.address`);
      return [];
    } catch (error) {
      if (error instanceof AppError) return [...error.reasons];
      throw error;
    }
  });
}

function strangers(recipients: readonly Recipient[], known: KnownRecipients): Reason[] {
  return recipients.flatMap((one, at): Reason[] => {
    if (recipientName(one, known) !== null) return [];
    const message = `There is no ${one.kind} ${one.address} here.`;
    const remedy = "Choose somebody who is there, or give an e-mail address.";
    return [{ code: "unknown_recipient", field: `recipients.${at}.address`, message, remedy }];
  });
}

function repeated(recipients: readonly Recipient[]): Reason[] {
  return recipients.flatMap((one, at): Reason[] => {
    const first = recipients.findIndex((other) => other.kind === one.kind && other.address === one.address);
    if (first === at) return [];
    const message = `${one.address} is named twice.`;
    return [{ code: "repeated", field: `recipients.${at}.address`, message, remedy: "Name each recipient once." }];
  });
}

/** Webhooks are signed; the first one of a report makes its secret, which is shown once. */
export function secretFor(id: string, recipients: readonly Recipient[], sealed: string | null, { secrets }: Runtime) {
  if (!recipients.some((one) => one.kind === "webhook")) return { sealed: null, shown: null };
  if (sealed !== null) return { sealed, shown: null };
  const shown = `whsec_${randomBytes(24).toString("base64")}`;
  return { sealed: secrets.seal(shown, { table: "report", column: "secret", rowId: id }), shown };
}

/** Where a report goes now, each address once. */
export async function addressees(db: SqlExecutor, recipients: readonly Recipient[]): Promise<Addressee[]> {
  return addresseesOf(recipients, await loadRecipients(db, recipients));
}
