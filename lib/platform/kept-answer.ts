/** One answer for whoever asks within some time: those who ask while it is made wait for the same. A failure is not kept. */
export class KeptAnswer<Answer> {
  private kept: { readonly mark: unknown; readonly sinceMs: number; readonly answer: Promise<Answer> } | null = null;

  /** `keptMs`: how old an answer may be. */
  constructor(private readonly keptMs: number) {}

  /** The answer that is kept for `mark`, or a new one. `nowMs` is monotonic time in ms. */
  read(mark: unknown, nowMs: number, make: () => Promise<Answer>): Promise<Answer> {
    const { kept } = this;
    if (kept && kept.mark === mark && nowMs - kept.sinceMs < this.keptMs) return kept.answer;
    const answer = make();
    const made = { mark, sinceMs: nowMs, answer };
    this.kept = made;
    answer.catch(() => {
      if (this.kept === made) this.kept = null;
    });
    return answer;
  }
}
