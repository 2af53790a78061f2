import { z } from "zod";
import { type Instant, instant } from "@/lib/kernel/instant";
import { storable } from "@/lib/platform/storable";
import type { Fact } from "../domain/fact";
import type { Parsed, RawDelivery } from "../port";

/** Reading of bodies that others wrote: what is there becomes true types, what is wrong is named, nothing throws. */

export type Malformed = Extract<Parsed, { kind: "malformed" }>;

export function malformed(outcome: string, detail: string): Malformed {
  return { kind: "malformed", outcome, detail: storable(detail).slice(0, 1_000) };
}

export function ignored(outcome: string, event: string, detail?: string): Parsed {
  return { kind: "ignored", outcome, event: shortened(event), detail };
}

/** The facts of a body; a body that says nothing about anything of ours is ignored as `nothing_new`. */
export function told(event: string, facts: readonly Fact[]): Parsed {
  if (facts.length === 0) return ignored("nothing_new", event);
  return { kind: "facts", event: shortened(event), facts };
}

function shortened(event: string): string {
  return storable(event).slice(0, 200);
}

export type JsonRead = { readonly kind: "json"; readonly json: unknown } | Malformed;

/** The body as text; a byte-order mark is dropped. */
function bodyText(raw: RawDelivery): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(raw.body);
  } catch {
    return null;
  }
}

/** JSON from text, or what is wrong with it. */
export function jsonFrom(text: string): JsonRead {
  if (text.trim() === "") return malformed("empty_body", "The body is empty.");
  try {
    return { kind: "json", json: JSON.parse(text) };
  } catch (error) {
    return malformed("not_json", `The body is not JSON: ${error instanceof Error ? error.message : "unreadable"}`);
  }
}

/** The JSON of a body; of a form (`payload=…`), as GitHub and some Jenkins set-ups send it, the JSON in it. */
export function readJson(raw: RawDelivery): JsonRead {
  const text = bodyText(raw);
  if (text === null) return malformed("not_utf8", "The body is not UTF-8 text.");
  if (!(raw.headers["content-type"] ?? "").toLowerCase().startsWith("application/x-www-form-urlencoded")) {
    return jsonFrom(text);
  }
  const payload = new URLSearchParams(text).get("payload");
  return payload === null ? malformed("not_json", "The form has no field payload.") : jsonFrom(payload);
}

/** Read `json` by `schema` and go on with `then`; what does not fit is `wrong_shape`, with the fields that do not. */
export function reading<Output>(schema: z.ZodType<Output>, json: unknown, then: (value: Output) => Parsed): Parsed {
  const read = schema.safeParse(json);
  return read.success ? then(read.data) : malformed("wrong_shape", issuesOf(read.error));
}

/** The first issues as `path: message`. */
export function issuesOf(error: z.ZodError): string {
  const lines = error.issues.slice(0, 5).map(({ path, message }) => `${path.join(".") || "body"}: ${message}`);
  const others = error.issues.length - lines.length;
  return [...lines, ...(others > 0 ? [`and ${others} more`] : [])].join("; ");
}

/** Text cut to `maxLength` without breaking a surrogate pair, with everything that cannot be stored replaced. */
export function clipped(text: string, maxLength: number): string {
  return storable(text.trim().slice(0, maxLength));
}

/** Text that must be there, at most `maxLength` of it: what is longer is cut, never refused. */
export function words(maxLength = 200): z.ZodType<string> {
  return z
    .string()
    .transform((text) => clipped(text, maxLength))
    .refine((text) => text !== "", "must not be empty");
}

/** Text that may be missing, null or empty. */
export function maybeWords(maxLength = 200): z.ZodType<string | undefined> {
  return z
    .string()
    .nullish()
    .transform((text) => clipped(text ?? "", maxLength) || undefined);
}

/** A name that a key is made of: never cut, so that two things never become one. */
export const KeyText: z.ZodType<string> = z
  .union([z.string(), z.number()])
  .transform((value) => storable(String(value).trim()))
  .refine((text) => text !== "" && text.length <= 300, "must be 1 to 300 characters");

/** A number that some senders write as text. */
export const WholeNumber: z.ZodType<number> = z
  .union([z.number(), z.string()])
  .transform((value) => (typeof value === "string" && value.trim() !== "" ? Number(value) : value))
  .refine((value): value is number => Number.isSafeInteger(value), "must be a whole number");

export const MaybeCount: z.ZodType<number | undefined> = z
  .number()
  .nullish()
  .transform((value) => (value != null && Number.isSafeInteger(value) && value >= 0 ? value : undefined));

/** May be missing, null or of a kind that we do not need to understand. */
export function maybe<Output>(schema: z.ZodType<Output>): z.ZodType<Output | undefined> {
  return schema.nullish().transform((value) => value ?? undefined) as z.ZodType<Output | undefined>;
}

const earliest = Date.parse("2000-01-01T00:00:00Z");
const latest = Date.parse("2100-01-01T00:00:00Z");

/** An instant of epoch milliseconds between 2000 and 2099, otherwise null: years 1, 1970 and 9999 mean "none". */
export function plausible(epochMs: number): Instant | null {
  const whole = Math.trunc(epochMs);
  return Number.isFinite(whole) && whole >= earliest && whole < latest ? instant(whole) : null;
}

const isoForm =
  /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?)\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})$/i;

/**
 * A moment written in ISO 8601 or in the near forms that senders use: a blank for the T, `UTC` for Z, an offset without
 * colon, more than three decimals. Null without a zone: such a text is not a moment.
 */
export function momentOf(text: string): Instant | null {
  const found = isoForm.exec(text.trim());
  if (!found) return null;
  const [, day = "", time = "", zone = ""] = found;
  const whole = time.replace(",", ".").replace(/(\.\d{3})\d+$/, "$1");
  const offset = /^[+-]/.test(zone) ? `${zone.slice(0, 3)}:${zone.slice(3).replace(":", "") || "00"}` : "Z";
  return plausible(Date.parse(`${day}T${whole}${offset}`));
}

/** A moment that must be there. */
export const When: z.ZodType<Instant> = z.string().transform((text, context) => {
  const at = momentOf(text);
  if (at !== null) return at;
  context.addIssue({ code: "custom", message: "must be a time with a zone, between the years 2000 and 2099" });
  return z.NEVER;
});

/** A moment that may be missing, null, empty or the sender's word for "never". Text that is no time at all is wrong. */
export const MaybeWhen: z.ZodType<Instant | undefined> = z
  .string()
  .nullish()
  .transform((text, context) => {
    if (text == null || text.trim() === "") return undefined;
    const at = momentOf(text);
    if (at !== null) return at;
    if (/^(0001|1970|9999)-/.test(text.trim())) return undefined;
    context.addIssue({ code: "custom", message: "must be a time with a zone" });
    return z.NEVER;
  });

/** A time of whole seconds, for senders whose hook and whose API differ in precision. */
export function toSecond(at: Instant): Instant {
  return instant(Math.floor(at / 1_000) * 1_000);
}

/** A moment as epoch milliseconds; some senders write the number as text. */
export const WhenMs: z.ZodType<Instant> = z.union([z.number(), z.string()]).transform((value, context) => {
  const at = value === "" ? null : plausible(Number(value));
  if (at !== null) return at;
  context.addIssue({ code: "custom", message: "must be a time in epoch milliseconds" });
  return z.NEVER;
});

const MaybeText = maybeWords(2_048);

/** An address; anything else is left out. */
export const MaybeUrl: z.ZodType<string | undefined> = MaybeText.transform((text) =>
  text !== undefined && /^https?:\/\/\S+$/i.test(text) ? text : undefined,
) as z.ZodType<string | undefined>;

/** A commit's hash; forty zeros are git's word for "none". */
export const MaybeSha: z.ZodType<string | undefined> = z
  .string()
  .nullish()
  .transform((text) => shaOf(text ?? ""));

/** The hash in lower case; undefined when it is none, or all zeros. */
export function shaOf(text: string): string | undefined {
  const sha = text.trim().toLowerCase();
  return /^[0-9a-f]{7,64}$/.test(sha) && !/^0+$/.test(sha) ? sha : undefined;
}

/** The first line of a commit's message. */
export function titleOf(message: string | undefined): string | undefined {
  return clipped((message ?? "").trimStart().split("\n", 1)[0] ?? "", 300) || undefined;
}

/** `refs/heads/x` and `refs/tags/x` as `x`. */
export function branchOf(ref: string | undefined): string | undefined {
  return ref?.replace(/^refs\/(heads|tags)\//, "") || undefined;
}

/** Text with its `%xx` read; as it is when they make no text. */
export function percentDecoded(text: string): string {
  try {
    return storable(decodeURIComponent(text));
  } catch {
    return text;
  }
}

/** Host of an address; undefined when it is none. */
export function hostOf(address: string | undefined): string | undefined {
  if (address === undefined) return undefined;
  try {
    return new URL(address).host.toLowerCase() || undefined;
  } catch {
    return undefined;
  }
}
