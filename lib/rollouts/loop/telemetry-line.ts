import type { Clock } from "@/lib/platform/clock";
import { type Cancel, type Timers, withDeadline } from "@/lib/platform/timers";
import type {
  Blind,
  CountsReading,
  CountsRequest,
  ScalarReading,
  ScalarRequest,
  TelemetrySource,
} from "@/lib/telemetry/port";
import { loopLimits } from "./loop-parts";
import { afterAnswer, newQuestion, type QuestionSchedule, scheduleLimits } from "./question-schedule";

type Reading = CountsReading | ScalarReading;

/** A question that is asked again and again, and its latest answer. */
interface Asked<Request, R extends Reading> {
  request: Request;
  answer: { readonly reading: R; readonly receivedAtMs: number } | null;
  schedule: QuestionSchedule;
}

/** How a line decides when to ask: at the rhythm of each question, or all of them every so often. */
export type Rhythm = { readonly kind: "samples" } | { readonly kind: "every"; intervalMs(): number };

interface Given {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly rhythm: Rhythm;
  /** Called for each question whose answer is another one than before. */
  onNews(key: string): void;
}

/** Lines and questions whose time comes within this are asked together. */
const gridMs = 25;
/** An answer older than this many polls (and at least 2 s) is as good as none. */
const forgetPolls = 6;
/** The same for a source with a rhythm: it was asked, and had all its time. */
const slowestAnswerMs = scheduleLimits.longestMs + loopLimits.queryDeadlineMs + scheduleLimits.pollMs;

/** Is this another sample than the one before? Two blind answers are the same news. */
function isNews(before: Reading | undefined, now: Reading): boolean {
  if (before?.status !== "read" || now.status !== "read") return before?.status !== now.status;
  return before.sampledAt !== now.sampledAt;
}

/**
 * One source, asked with the questions of all rollouts that are due, in one batch. While nobody asks, it costs nothing.
 */
export class TelemetryLine {
  readonly counts = new Map<string, Asked<CountsRequest, CountsReading>>();
  readonly scalars = new Map<string, Asked<ScalarRequest, ScalarReading>>();
  private cancel: Cancel = () => undefined;
  /** Monotonic time for which the timer is set; null while a poll runs or nothing is asked. */
  private plannedAtMs: number | null = null;
  private isPolling = false;
  private isClosed = false;
  private leastLagMs = Number.POSITIVE_INFINITY;

  constructor(
    readonly source: TelemetrySource,
    private readonly given: Given,
  ) {}

  /** Ask this from now on. */
  want(counts: CountsRequest | null, scalars: readonly ScalarRequest[]): void {
    let isNew = false;
    if (counts) isNew = put(this.counts, counts);
    for (const scalar of scalars) isNew = put(this.scalars, scalar) || isNew;
    if (isNew) this.plan();
  }

  /** Ask none of the questions that begin so any more. */
  forget(prefix: string): void {
    for (const map of [this.counts, this.scalars])
      for (const key of map.keys()) if (key.startsWith(prefix)) map.delete(key);
  }

  /** Is any of these asked for the first time, and not answered yet? */
  isPending(counts: CountsRequest | null, scalars: readonly ScalarRequest[]): boolean {
    const isOpen = (asked: { readonly answer: unknown } | undefined): boolean => asked?.answer === null;
    return (
      (counts !== null && isOpen(this.counts.get(counts.key))) ||
      scalars.some(({ key }) => isOpen(this.scalars.get(key)))
    );
  }

  reading<R extends Reading>(
    answer: { readonly reading: R; readonly receivedAtMs: number } | null | undefined,
  ): R | Blind {
    if (!answer) return { status: "blind", cause: "no_series", detail: "The source has not been asked yet." };
    const { rhythm, clock } = this.given;
    const ageMs = clock.monotonicMs() - answer.receivedAtMs;
    const maxAgeMs = rhythm.kind === "every" ? Math.max(2_000, rhythm.intervalMs() * forgetPolls) : slowestAnswerMs;
    if (ageMs <= maxAgeMs) return answer.reading;
    return { status: "blind", cause: "timeout", detail: `The source has not answered for ${Math.round(ageMs)} ms.` };
  }

  async close(): Promise<void> {
    this.isClosed = true;
    this.cancel();
    await this.source.close().catch(() => undefined);
  }

  /** Set the timer to the time of the next question. */
  private plan(): void {
    if (this.isClosed || this.isPolling) return;
    const { clock, timers } = this.given;
    let nextMs = Number.POSITIVE_INFINITY;
    for (const map of [this.counts, this.scalars])
      for (const { schedule } of map.values()) nextMs = Math.min(nextMs, schedule.askAtMs);
    if (nextMs === Number.POSITIVE_INFINITY) return;
    const nowMs = clock.monotonicMs();
    const atMs = nextMs <= nowMs ? nowMs : Math.ceil(nextMs / gridMs) * gridMs;
    if (this.plannedAtMs !== null && this.plannedAtMs <= atMs) return;
    this.cancel();
    this.plannedAtMs = atMs;
    this.cancel = timers.after(Math.max(0, atMs - nowMs), () => void this.run());
  }

  private async run(): Promise<void> {
    this.plannedAtMs = null;
    if (this.isClosed) return;
    this.isPolling = true;
    // A source that throws has broken its contract; its old answers grow stale and count as blind.
    await this.poll().catch(() => undefined);
    this.isPolling = false;
    this.plan();
  }

  private async poll(): Promise<void> {
    const { clock, timers } = this.given;
    const dueBeforeMs = clock.monotonicMs() + 1;
    const counts = due(this.counts, dueBeforeMs);
    const scalars = due(this.scalars, dueBeforeMs);
    if (counts.length + scalars.length === 0) return;
    try {
      const [countReadings, scalarReadings] = await withDeadline(timers, loopLimits.queryDeadlineMs, (signal) =>
        Promise.all([
          counts.length > 0
            ? this.source.readCounts(
                counts.map(([, { request }]) => request),
                signal,
              )
            : null,
          scalars.length > 0
            ? this.source.readScalars(
                scalars.map(([, { request }]) => request),
                signal,
              )
            : null,
        ]),
      );
      this.keep(countReadings, counts);
      this.keep(scalarReadings, scalars);
    } finally {
      // What was not answered is not asked for again at once.
      const againMs = clock.monotonicMs();
      for (const [, asked] of [...counts, ...scalars]) {
        if (asked.schedule.askAtMs > againMs) continue;
        asked.schedule = this.next(asked.schedule, { receivedAtMs: againMs, sampledAtMs: null });
      }
    }
  }

  private keep<R extends Reading>(
    readings: ReadonlyMap<string, R> | null,
    asked: readonly (readonly [string, Asked<unknown, R>])[],
  ): void {
    if (readings === null) return;
    const receivedAtMs = this.given.clock.monotonicMs();
    const news: string[] = [];
    for (const [key, one] of asked) {
      const reading = readings.get(key);
      if (!reading) continue;
      if (isNews(one.answer?.reading, reading)) news.push(key);
      one.answer = { reading, receivedAtMs };
      const sampledAtMs = reading.status === "read" ? reading.sampledAt : null;
      if (sampledAtMs !== null) this.leastLagMs = Math.min(this.leastLagMs, receivedAtMs - sampledAtMs);
      one.schedule = this.next(one.schedule, { receivedAtMs, sampledAtMs });
    }
    // The clocks drift apart; what was the least time once is not for ever.
    this.leastLagMs += 0.05;
    for (const key of news) this.given.onNews(key);
  }

  private next(
    before: QuestionSchedule,
    answer: { readonly receivedAtMs: number; readonly sampledAtMs: number | null },
  ): QuestionSchedule {
    const { rhythm } = this.given;
    if (rhythm.kind === "every") return { ...before, askAtMs: answer.receivedAtMs + rhythm.intervalMs() };
    return afterAnswer(before, { ...answer, leastLagMs: this.leastLagMs });
  }
}

/** Answers whether it was not asked before. */
function put<Request extends { readonly key: string }, R extends Reading>(
  map: Map<string, Asked<Request, R>>,
  request: Request,
): boolean {
  const known = map.get(request.key);
  if (known) known.request = request;
  else map.set(request.key, { request, answer: null, schedule: newQuestion });
  return known === undefined;
}

function due<Request, R extends Reading>(
  map: ReadonlyMap<string, Asked<Request, R>>,
  beforeMs: number,
): (readonly [string, Asked<Request, R>])[] {
  const found: (readonly [string, Asked<Request, R>])[] = [];
  // Thousands of questions are looked through forty times a second, and few are due: nothing is made of the others.
  for (const entry of map) if (entry[1].schedule.askAtMs <= beforeMs) found.push(entry);
  return found;
}
