import { momentOfYearWords } from "@/lib/kernel/moment-words";

/** How sentences that are kept, sent and shown write a moment: they do not know who reads them. */
const toldMoment = /\b(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2})(:\d{2})? UTC\b/g;

/** `… until 2026-12-01 01:49 UTC.` as `… until Tue 1 Dec 2026, 02:49.` for somebody in Berlin. */
export function inZoneOf(text: string, timeZone: string): string {
  return text.replaceAll(toldMoment, (moment, day: string, minute: string) => {
    const at = Date.parse(`${day}T${minute}Z`);
    return Number.isNaN(at) ? moment : momentOfYearWords(at, timeZone);
  });
}
