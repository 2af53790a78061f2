import { AppError } from "@/lib/kernel/app-error";
import { readText } from "./request-body";

/** Deeper than any input of ours, shallower than what a recursive reader trips over. */
const maxDepth = 32;

/**
 * What our pages send of the framework's wire format: plain values, text that begins with `$` written as `$$`, and numbers
 * that JSON lacks. Everything else that begins with `$` refers to other parts, streams, files or functions.
 */
const plainMark = /^\$(?:\$|undefined$|NaN$|-?Infinity$|-0$)/;

function isPlain(value: unknown, depth: number): boolean {
  if (depth > maxDepth) return false;
  if (typeof value === "string") return !value.startsWith("$") || plainMark.test(value);
  if (typeof value !== "object" || value === null) return true;
  return Object.values(value).every((item) => isPlain(item, depth + 1));
}

/** Is this the body of a server action as our pages send it: a list of plain arguments? */
export function isPlainArguments(text: string): boolean {
  try {
    const given: unknown = JSON.parse(text);
    return Array.isArray(given) && isPlain(given, 0);
  } catch {
    return false;
  }
}

/**
 * Check the form of a POST to a page before the framework reads it. Its reader of action bodies can do far more than our
 * actions need, which has been its weakest place, and ends as an internal error on what it cannot read.
 * Throws AppError `invalid_input`, `unsupported_media_type` or `payload_too_large`. Whether the action exists, and who
 * may call it, is decided behind.
 */
export async function assertActionRequest(request: Request): Promise<void> {
  if (!/^[0-9a-f]{42}$/.test(request.headers.get("next-action") ?? "")) {
    throw new AppError("invalid_input", { detail: "Pages take actions of this site only; reload the page." });
  }
  if (!/^text\/plain\b/i.test(request.headers.get("content-type") ?? "")) {
    throw new AppError("unsupported_media_type", { detail: "Send the arguments as text/plain, as the pages do." });
  }
  if (!isPlainArguments(await readText(request))) {
    throw new AppError("invalid_input", { detail: "The arguments of the action cannot be read; reload the page." });
  }
}
