/**
 * When to ask a source about one rollout again. A source that takes a sample every so often has nothing new in between:
 * asking when the next one is due finds it sooner, and costs less, than asking all the time.
 */
export interface QuestionSchedule {
  /** Monotonic time at which to ask. */
  readonly askAtMs: number;
  /** When the newest sample was taken, by the source's clock; null before there was one. */
  readonly sampledAtMs: number | null;
  /** Between the last two samples; null before there were two. */
  readonly intervalMs: number | null;
}

/** An answer, as far as the time of the next question depends on it. */
export interface Answered {
  readonly receivedAtMs: number;
  /** Null: the source could say nothing. */
  readonly sampledAtMs: number | null;
  /** The least time that any sample of this source took until it could be read: monotonic time less the source's clock. */
  readonly leastLagMs: number;
}

export const scheduleLimits = {
  /** A source whose next sample cannot be foreseen is asked this often. */
  pollMs: 250,
  /** What is due and not there yet is asked for this often. */
  retryMs: 50,
  /** However rarely a source takes samples, it is asked this often: it may be restarted, and go dark. */
  longestMs: 1_000,
} as const;

/** Something new is asked at once. */
export const newQuestion: QuestionSchedule = {
  askAtMs: Number.NEGATIVE_INFINITY,
  sampledAtMs: null,
  intervalMs: null,
};

/** The schedule after an answer. */
export function afterAnswer(before: QuestionSchedule, answer: Answered): QuestionSchedule {
  const { receivedAtMs, sampledAtMs, leastLagMs } = answer;
  const { pollMs, retryMs, longestMs } = scheduleLimits;
  if (sampledAtMs === null) return { ...newQuestion, askAtMs: receivedAtMs + pollMs };
  const isNew = sampledAtMs !== before.sampledAtMs;
  const intervalMs = isNew && before.sampledAtMs !== null ? sampledAtMs - before.sampledAtMs : before.intervalMs;
  // Sources that date a sample by the moment of the question, and those that have gone back in time, have no rhythm.
  if (intervalMs === null || intervalMs < 2 * pollMs) {
    return { askAtMs: receivedAtMs + pollMs, sampledAtMs, intervalMs };
  }
  const dueAtMs = sampledAtMs + intervalMs + leastLagMs;
  const isLongOverdue = receivedAtMs - dueAtMs > intervalMs;
  const soonestMs = receivedAtMs + (isLongOverdue ? pollMs : retryMs);
  return { askAtMs: Math.min(Math.max(dueAtMs, soonestMs), receivedAtMs + longestMs), sampledAtMs, intervalMs };
}
