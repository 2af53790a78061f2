import { AppError } from "@/lib/kernel/app-error";
import { plusMs } from "@/lib/kernel/instant";
import type { Reason } from "@/lib/kernel/result";
import { appendAudit } from "@/lib/platform/audit/audit-log";
import { systemActor } from "@/lib/platform/auth/actor";
import { prismaExecutor, type SqlExecutor } from "@/lib/platform/db/executor";
import type { Runtime } from "@/lib/platform/runtime";
import { storable } from "@/lib/platform/storable";
import { sendHint } from "@/lib/platform/stream/hints";
import { maxCalendarBytes } from "../domain/calendar-lines";
import { type HolidayFile, readHolidayFile } from "../holiday-file";
import {
  dueHolidayCalendars,
  keepHolidays,
  lockHolidayCalendar,
  noteHolidayFailure,
  type StoredHolidayCalendar,
} from "../holiday-store";

const hourMs = 3_600_000;
/** Holidays change rarely; a failure is tried again sooner, later each time. */
const everyMs = 12 * hourMs;
const firstRetryMs = 5 * 60_000;
const fetchMs = 10_000;

/** Read every calendar of holidays whose time has come, one after another: a slow source delays others by ten seconds at most. */
export async function readDueHolidays(runtime: Runtime): Promise<void> {
  for (const id of await dueHolidayCalendars(prismaExecutor(runtime.db), runtime.clock.now())) {
    await readHolidays(runtime, id);
  }
}

/**
 * Read one calendar of holidays from its address, or its kept text anew, so that rules reach as far ahead as they did at first. All of it
 * or nothing: what cannot be read leaves what is known as it is, and says why. Of an address that was changed meanwhile nothing is kept.
 */
export async function readHolidays(runtime: Runtime, id: string): Promise<void> {
  const before = await runtime.db.$transaction((tx) => lockHolidayCalendar(prismaExecutor(tx), id));
  if (!before) return;
  const got = await textOf(runtime, before);
  await runtime.db.$transaction(async (tx) => {
    const db = prismaExecutor(tx);
    const current = await lockHolidayCalendar(db, id);
    if (!current || current.url !== before.url || (current.url === null && current.text !== before.text)) return;
    await keep(runtime, db, current, got);
    await sendHint(db, { topic: "holiday", id, revision: current.revision });
  });
}

type Got = { readonly text: string; readonly etag: string | null } | { readonly failure: string };

async function textOf(runtime: Runtime, { url, text, etag }: StoredHolidayCalendar): Promise<Got> {
  if (url === null) return { text: text ?? "", etag: null };
  try {
    const headers = { accept: "text/calendar, text/plain;q=0.5", ...(etag && text ? { "if-none-match": etag } : {}) };
    const request = { url, headers, timeoutMs: fetchMs, maxBodyBytes: maxCalendarBytes };
    const answer = await runtime.outbound.request(request);
    if (answer.status === 304 && text !== null) return { text, etag };
    if (answer.status !== 200) {
      return { failure: `${new URL(url).host} answered with status ${answer.status}. Check the address.` };
    }
    const tag = answer.headers.etag;
    return { text: answer.body.toString("utf8"), etag: typeof tag === "string" ? tag.slice(0, 200) : null };
  } catch (error) {
    if (error instanceof AppError) return { failure: wordsOf(error.reasons) || error.message };
    throw error;
  }
}

/** The first reasons in words, each with its remedy. */
function wordsOf(reasons: readonly Reason[]): string {
  const shown = reasons.slice(0, 3).map(({ message, remedy }) => (remedy ? `${message} ${remedy}` : message));
  if (reasons.length > shown.length) shown.push(`And ${reasons.length - shown.length} more.`);
  return shown.join(" ");
}

async function keep(runtime: Runtime, db: SqlExecutor, calendar: StoredHolidayCalendar, got: Got): Promise<void> {
  const now = runtime.clock.now();
  const file: HolidayFile | null = "text" in got ? readHolidayFile(storable(got.text), now) : null;
  if (file?.ok && "text" in got) {
    const { days, leftOut } = file;
    const read = { text: storable(got.text), etag: got.etag, days, leftOut, nextAt: plusMs(now, everyMs) };
    await keepHolidays(db, calendar.id, read, now);
    return;
  }
  const failure = "failure" in got ? got.failure : wordsOf(file?.ok === false ? file.faults : []);
  const waitMs = Math.min(everyMs, firstRetryMs * 2 ** Math.min(calendar.failures, 10));
  await noteHolidayFailure(db, calendar.id, { failure: failure.slice(0, 1_000), nextAt: plusMs(now, waitMs), now });
  if (calendar.failures > 0) return;
  await appendAudit(db, {
    action: "holiday.read",
    outcome: "failed",
    actor: systemActor("holidays"),
    subject: { kind: "holiday_calendar", id: calendar.id, name: calendar.name },
    detail: { failure: failure.slice(0, 1_000) },
  });
}
