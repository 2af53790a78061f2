import { z } from "zod";

/** Kinds of input field that every slice uses. Client-safe. Each message says what to type instead. */

/** Short name in addresses and commands: 1 to 63 of `a-z 0-9 -`, no hyphen at either end. */
export const Slug = z
  .string()
  .max(63, "Use at most 63 characters.")
  .regex(
    /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/,
    "Use lower-case letters, digits and hyphens, with a letter or digit at both ends.",
  );

/** A line of text a person reads; outer spaces are dropped. */
export function title(maxLength: number): z.ZodString {
  return z.string().trim().min(1, "Write something here.").max(maxLength, `Use at most ${maxLength} characters.`);
}

const earliest = Date.parse("2000-01-01T00:00:00Z");
const latest = Date.parse("2100-01-01T00:00:00Z");

/** A moment in ISO 8601 with a time zone, from 2000 to 2099. */
export const Timestamp = z.iso
  .datetime({ offset: true, error: "Give a time as 2026-11-20T09:30:00Z." })
  .refine((text) => {
    const at = Date.parse(text);
    return at >= earliest && at < latest;
  }, "Give a time between the years 2000 and 2099.");

/** A whole number that may come from an address, where everything is text: `"7"` counts as 7, `true` and `""` as nothing. */
export function wholeNumber(min: number, max: number): z.ZodType<number> {
  const message = `Give a whole number from ${min} to ${max}.`;
  return z.preprocess(
    (value) => (typeof value === "string" && /^-?\d{1,15}$/.test(value) ? Number(value) : value),
    z.int(message).min(min, message).max(max, message),
  );
}

/** The revision of a thing that the sender saw; an edit of an older one is refused. */
export const Revision = wholeNumber(1, 2_147_483_647);

/** `true` or `false` in an address. */
export const QueryFlag = z
  .enum(["true", "false"], "Write true or false.")
  .default("false")
  .transform((value) => value === "true");

/** Words to look for. */
export const SearchText = z.string().trim().max(200, "Use at most 200 characters.");
