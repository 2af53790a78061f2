import { z } from "zod";
import { AppError } from "@/lib/kernel/app-error";
import { assertNever } from "@/lib/kernel/assert";
import type { Db } from "@/lib/platform/db/prisma";
import type { Runtime } from "@/lib/platform/runtime";
import type { Call, QueryContext } from "@/lib/platform/use-case";
import {
  type Columns,
  csvWriter,
  type ExportedFile,
  ExportFormat,
  fileOf,
  jsonWriter,
  type RowWriter,
} from "./exported-file";

/** The list whose rows are exported, and what becomes of each. */
interface ListExport<Row> {
  /** What the rows are, as in the name of the file. */
  readonly rows: string;
  readonly list: ExportedList<Row>;
  readonly columns: Columns<Row>;
}

/** A use-case that lists; without a cursor in its answers when it lists everything at once. */
interface ExportedList<Row> {
  readonly input: z.ZodType;
  run(
    raw: unknown,
    call: Call,
    runtime: Runtime,
  ): Promise<{ readonly items: readonly Row[]; readonly nextCursor?: string | null }>;
}

/** One file holds at most this; more is refused, never cut. */
export const exportBounds = { rows: 100_000, bytes: 64 * 1024 * 1024, ms: 60_000, atOnce: 2 } as const;

type FiltersOf<Shape extends z.ZodRawShape> = Omit<Shape, "limit" | "cursor">;
type ExportShape<Shape extends z.ZodRawShape> = FiltersOf<Shape> & { format: z.ZodDefault<typeof ExportFormat> };

/** Input of an export: the filters of its list, and the form of the file. */
export function exportInput<Shape extends z.ZodRawShape>(
  list: z.ZodObject<Shape>,
): z.ZodObject<ExportShape<Shape>, z.core.$strict> {
  const { limit: _limit, cursor: _cursor, ...filters } = list.shape;
  const shape = { ...filters, format: ExportFormat.default("csv") } as unknown as ExportShape<Shape>;
  return z.strictObject(shape) as unknown as z.ZodObject<ExportShape<Shape>, z.core.$strict>;
}

/**
 * How a list becomes a file: every page of it under the same filters, read at one moment of the database and of the clock, by the list's own
 * use-case and so under its own permission. It is on record who took out what.
 */
export function exportOf<Row>(exported: ListExport<Row>) {
  return async (context: QueryContext<{ readonly format: ExportFormat }>): Promise<ExportedFile> => {
    const { format, ...filters } = context.input;
    const filter = asText(filters);
    const head = { list: exported.rows, exportedAt: new Date(context.now).toISOString(), filter };
    const writer = writerOf(exported, format, head);
    const { parts, count } = await inTurn(context.runtime, () => collect(context, exported, filter, writer));
    await context.record({
      subject: { kind: "list", id: exported.rows, name: exported.rows },
      detail: { format, filter, rows: count },
    });
    return fileOf(exported.rows, format, context.now, parts);
  };
}

function writerOf<Row>(
  exported: ListExport<Row>,
  format: ExportFormat,
  head: Parameters<typeof jsonWriter>[0],
): RowWriter<Row> {
  if (format === "csv") return csvWriter(exported.columns);
  if (format === "json") return jsonWriter(head);
  return assertNever(format);
}

/** Filters as an address has them, which is how lists read them. */
function asText(filters: Readonly<Record<string, unknown>>): Record<string, string> {
  const given = Object.entries(filters).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given.map(([name, value]) => [name, String(value)]));
}

interface Collected {
  readonly parts: readonly Uint8Array<ArrayBuffer>[];
  readonly count: number;
}

async function collect<Row>(
  context: QueryContext<unknown>,
  { rows, list }: ListExport<Row>,
  filter: Readonly<Record<string, string>>,
  writer: RowWriter<Row>,
): Promise<Collected> {
  const bounds = new Bounds(rows, context.runtime);
  const parts = [writer.begin()];
  await atOneMoment(context, async (runtime) => {
    const pageSize = isPaged(list) ? { limit: "200" } : {};
    let cursor: string | null | undefined;
    do {
      const asked = { ...filter, ...pageSize, ...(cursor ? { cursor } : {}) };
      const page = await list.run(asked, context.call, runtime);
      const part = writer.page(page.items, bounds.rows === 0);
      bounds.count(page.items.length, part.byteLength);
      parts.push(part);
      cursor = page.nextCursor;
    } while (cursor);
  });
  parts.push(writer.end(bounds.rows));
  return { parts, count: bounds.rows };
}

function isPaged({ input }: { readonly input: z.ZodType }): boolean {
  return input instanceof z.ZodObject && "cursor" in input.shape;
}

/** Let `read` see the database as it is now, and the time that it is now, however long it takes. */
async function atOneMoment(
  { runtime, now }: QueryContext<unknown>,
  read: (runtime: Runtime) => Promise<void>,
): Promise<void> {
  const clock = { now: () => now, monotonicMs: () => runtime.clock.monotonicMs() };
  await runtime.db.$transaction((tx) => read({ ...runtime, db: tx as Db, clock }), {
    isolationLevel: "RepeatableRead",
    maxWait: 5_000,
    timeout: 2 * exportBounds.ms,
  });
}

class Bounds {
  rows = 0;
  #bytes = 0;
  readonly #sinceMs: number;

  constructor(
    private readonly what: string,
    private readonly runtime: Runtime,
  ) {
    this.#sinceMs = runtime.clock.monotonicMs();
  }

  count(rows: number, bytes: number): void {
    this.rows += rows;
    this.#bytes += bytes;
    if (this.rows > exportBounds.rows) throw this.#tooMuch(`more than ${exportBounds.rows} rows`);
    if (this.#bytes > exportBounds.bytes) throw this.#tooMuch("more than 64 MiB");
    if (this.runtime.clock.monotonicMs() - this.#sinceMs > exportBounds.ms) throw this.#tooMuch("more than a minute");
  }

  #tooMuch(measure: string): AppError {
    const message = `These ${this.what} would take ${measure}, which is more than one file holds.`;
    const remedy = "Narrow it with filters and export in parts.";
    return new AppError("rejected", { detail: message, reasons: [{ code: "export_too_large", message, remedy }] });
  }
}

const running = new WeakMap<Runtime, number>();

/** At most two at once in a process: each holds a connection and its file. */
async function inTurn<Made>(runtime: Runtime, make: () => Promise<Made>): Promise<Made> {
  const others = running.get(runtime) ?? 0;
  if (others >= exportBounds.atOnce) {
    throw new AppError("too_many_requests", { detail: "Other files are being made; try again in a moment." });
  }
  running.set(runtime, others + 1);
  try {
    return await make();
  } finally {
    running.set(runtime, (running.get(runtime) ?? 1) - 1);
  }
}
