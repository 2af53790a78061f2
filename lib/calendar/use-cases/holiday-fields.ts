import { AppError } from "@/lib/kernel/app-error";
import type { Instant } from "@/lib/kernel/instant";
import { plusMs } from "@/lib/kernel/instant";
import { assertAllowedUrl } from "@/lib/platform/http/url-policy";
import { invalidField } from "@/lib/platform/refusals";
import type { Runtime } from "@/lib/platform/runtime";
import { readHolidayFile } from "../holiday-file";
import type { ReadHolidays } from "../holiday-store";

/** A text that is given is read while its sender waits. Throws `invalid_input` with every fault and its line. */
export function holidaysOf(text: string, now: Instant): ReadHolidays {
  const file = readHolidayFile(text, now);
  if (!file.ok) {
    const detail = file.faults
      .map(({ message }) => message)
      .join(" ")
      .slice(0, 500);
    throw new AppError("invalid_input", { detail, reasons: file.faults });
  }
  return { text, etag: null, days: file.days, leftOut: file.leftOut, nextAt: plusMs(now, 12 * 3_600_000) };
}

/** Throws `invalid_input` for an address that outbound requests may not reach. */
export function requireAddress(url: string, runtime: Runtime): void {
  assertAllowedUrl(url, { allowCidrs: runtime.config.SIGNALBOX_OUTBOUND_ALLOW_CIDRS });
}

/** A calendar has an address or a text. Throws `invalid_input` for both and for neither. */
export function requireOneSource({ url, text }: { readonly url: string | null; readonly text: string | null }): void {
  if ((url === null) !== (text === null)) return;
  const message = url === null ? "It has neither an address nor a text." : "It has an address and a text.";
  throw invalidField(url === null ? "url" : "text", message, "Give one of them.");
}
