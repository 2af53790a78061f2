import { z } from "zod";
import { AppError } from "@/lib/kernel/app-error";
import { type Instant, instant } from "@/lib/kernel/instant";
import type { OutboundClient, OutboundResponse } from "@/lib/platform/http/outbound";
import type { Fact } from "../domain/fact";
import type { PolledPage, PollRequest, UnreadableItem } from "../port";
import { readPolled } from "./polled-lists";

/**
 * Asking systems for what their hooks may have lost. A round goes through tasks (what to list, of which repository), each in
 * pages; the cursor says where it is. The next round begins a little before this one did, by the clock of the system that was
 * asked: what is told twice is one fact.
 */

const overlapMs = 10 * 60_000;

const Round = z.object({
  since: z.int(),
  task: z.int().min(0),
  page: z.string().nullable(),
  /** The other's clock at the first answer of this round; null before it. */
  startedAt: z.int().nullable(),
});
type Round = z.infer<typeof Round>;

/** One page of one task. */
export interface TaskPage {
  readonly facts: readonly Fact[];
  /** What to ask for next; null when the task is done. */
  readonly nextPage: string | null;
}

export type Task = (ask: Ask, since: Instant, page: string | null) => Promise<TaskPage>;

/** Ask one address for JSON that has the given shape. */
export interface Ask {
  get<Output>(path: string, schema: z.ZodType<Output>): Promise<Answer<Output>>;
  /** The same; null when there is no such thing (404), which is not a failure. */
  find<Output>(path: string, schema: z.ZodType<Output>): Promise<Answer<Output> | null>;
}

export interface Answer<Output> {
  readonly value: Output;
  header(name: string): string | undefined;
}

export interface Asked {
  /** What people call it: `GitHub`. */
  readonly name: string;
  readonly baseUrl: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly outbound: OutboundClient;
}

/** One page of the round that `request.cursor` is in. Throws AppError `unavailable` with the cause in words. */
export async function pollRound(request: PollRequest, asked: Asked, tasks: readonly Task[]): Promise<PolledPage> {
  const round = roundOf(request);
  const task = tasks[round.task];
  if (task === undefined) return { facts: [], unreadable: [], cursor: begun(round), isComplete: true };
  const meter = new Meter(asked);
  const { facts, nextPage } = await task(meter, instant(round.since), round.page);
  const next: Round = {
    ...round,
    startedAt: round.startedAt ?? meter.clock,
    task: nextPage === null ? round.task + 1 : round.task,
    page: nextPage,
  };
  const isDone = next.task >= tasks.length;
  // With little of the quota left, the rest waits for the next round: others use the same account.
  const { unreadable } = meter;
  return { facts, unreadable, cursor: isDone ? begun(next) : next, isComplete: isDone || meter.isLow };
}

function roundOf({ cursor, since }: PollRequest): Round {
  const read = Round.safeParse(cursor);
  return read.success ? read.data : { since, task: 0, page: null, startedAt: null };
}

function begun({ since, startedAt }: Round): Round {
  return { since: Math.max(since, (startedAt ?? since) - overlapMs), task: 0, page: null, startedAt: null };
}

/** Asks, and keeps the other's clock, what is left of the quota, and what could not be read. */
class Meter implements Ask {
  clock: number | null = null;
  isLow = false;
  readonly unreadable: UnreadableItem[] = [];

  constructor(private readonly asked: Asked) {}

  async get<Output>(path: string, schema: z.ZodType<Output>): Promise<Answer<Output>> {
    const found = await this.find(path, schema);
    if (found !== null) return found;
    throw unavailable(
      this.asked,
      "not_found",
      `has nothing at ${shown(path)}`,
      "Check the name and what the token may read.",
    );
  }

  async find<Output>(path: string, schema: z.ZodType<Output>): Promise<Answer<Output> | null> {
    const response = await this.request(path);
    this.observe(response);
    if (response.status === 404) return null;
    refuseFailure(this.asked, response);
    const read = readPolled(parsed(response.body), schema, `${this.asked.name} ${shown(path)}`);
    if (read.kind === "malformed") {
      throw unavailable(this.asked, "wrong_shape", `answered ${shown(path)} in another form: ${read.detail}`);
    }
    this.unreadable.push(...read.unreadable);
    return { value: read.value, header: (name) => headerOf(response, name) };
  }

  private async request(path: string): Promise<OutboundResponse> {
    const { baseUrl, headers, outbound } = this.asked;
    try {
      return await outbound.request({ url: `${baseUrl}${path}`, headers: { accept: "application/json", ...headers } });
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      throw new AppError("unavailable", { detail: error.message, reasons: error.reasons, cause: error });
    }
  }

  private observe(response: OutboundResponse): void {
    const date = Date.parse(headerOf(response, "date") ?? "");
    if (this.clock === null && Number.isFinite(date)) this.clock = date;
    const remaining = Number(headerOf(response, "x-ratelimit-remaining") ?? headerOf(response, "ratelimit-remaining"));
    const limit = Number(headerOf(response, "x-ratelimit-limit") ?? headerOf(response, "ratelimit-limit"));
    if (remaining >= 0 && limit > 0 && remaining < limit / 20) this.isLow = true;
  }
}

function headerOf(response: OutboundResponse, name: string): string | undefined {
  const value = response.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    return undefined;
  }
}

/** Without the query, which may be long. */
function shown(path: string): string {
  return path.split("?", 1)[0] ?? "";
}

function unavailable(
  { name }: Asked,
  code: string,
  what: string,
  remedy?: string,
  facts?: Readonly<Record<string, number>>,
): AppError {
  const message = `${name} ${what}.`;
  return new AppError("unavailable", { detail: message, reasons: [{ code, message, remedy, facts }] });
}

function refuseFailure(asked: Asked, response: OutboundResponse): void {
  const { status } = response;
  if (status >= 200 && status < 300) return;
  const waitS = waitSeconds(response);
  const isLimited = status === 429 || (status === 403 && headerOf(response, "x-ratelimit-remaining") === "0");
  if (isLimited || (status === 403 && waitS !== null)) {
    const until = waitS === null ? "a while" : `${waitS} s`;
    throw unavailable(asked, "rate_limited", `asks us to wait ${until}`, undefined, { retryAfterS: waitS ?? 60 });
  }
  if (status === 401 || status === 403) {
    throw unavailable(
      asked,
      "token_refused",
      `refused the token (${status})`,
      "Give a token that may read, and is still valid.",
    );
  }
  throw unavailable(asked, "bad_answer", `answered ${status}`);
}

/** Seconds that the other asks us to wait: `Retry-After` in seconds or as a date, or when its quota is full again. */
function waitSeconds(response: OutboundResponse): number | null {
  const now = Date.parse(headerOf(response, "date") ?? "");
  const after = headerOf(response, "retry-after");
  if (after !== undefined && /^\d{1,6}$/.test(after)) return Number(after);
  if (after !== undefined && Number.isFinite(Date.parse(after) - now)) {
    return Math.max(0, Math.ceil((Date.parse(after) - now) / 1_000));
  }
  const reset = headerOf(response, "x-ratelimit-reset") ?? headerOf(response, "ratelimit-reset");
  if (reset === undefined || !/^\d{1,12}$/.test(reset) || !Number.isFinite(now)) return null;
  return Math.max(0, Number(reset) - Math.floor(now / 1_000));
}

/** Pages that are counted: the next one while this one was full. */
export function pageAfter(page: string | null, size: { readonly got: number; readonly full: number }): string | null {
  return size.got < size.full ? null : String(pageNumber(page) + 1);
}

export function pageNumber(page: string | null): number {
  return page === null ? 1 : Number(page);
}
