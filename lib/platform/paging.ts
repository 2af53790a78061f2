import { z } from "zod";
import { wholeNumber } from "./fields";
import { invalidField } from "./refusals";

/** Input of every list: newest first, `cursor` from the answer before. Client-safe. */
export const PageInput = {
  limit: wholeNumber(1, 200).default(50),
  cursor: z.string().max(200).optional(),
};

export interface Page<Row> {
  readonly items: readonly Row[];
  readonly nextCursor: string | null;
}

/** The shape of a page of `row`s, for OpenAPI. */
export function pageOf<Row extends z.ZodType>(
  row: Row,
): z.ZodObject<{ items: z.ZodArray<Row>; nextCursor: z.ZodNullable<z.ZodString> }> {
  return z.object({ items: z.array(row), nextCursor: z.string().nullable() });
}

/** A cursor from the sort key of the last row shown. */
export function encodeCursor(key: string): string {
  return Buffer.from(key, "utf8").toString("base64url");
}

/** The sort key in a cursor; undefined when there is none. Throws `invalid_input` for one that is not of this `form`. */
export function decodeCursor(cursor: string | undefined, form: RegExp = /^[^\0]*$/): string | undefined {
  if (cursor === undefined) return undefined;
  const key = Buffer.from(cursor, "base64url").toString("utf8");
  if (encodeCursor(key) === cursor && form.test(key)) return key;
  throw invalidField("cursor", "This is not a cursor of this list.", "Start again without a cursor.");
}

/** Cut `rows` (fetched with limit + 1) to a page; `keyOf` gives the sort key of a row. */
export function toPage<Row>(rows: readonly Row[], limit: number, keyOf: (row: Row) => string): Page<Row> {
  const items = rows.slice(0, limit);
  const last = items[items.length - 1];
  return { items, nextCursor: rows.length > limit && last !== undefined ? encodeCursor(keyOf(last)) : null };
}
