/** A seeded source of numbers: sfc32. Same seed, same numbers, on every machine. */
export class Random {
  #a = 0x9e3779b9;
  #b = 0x243f6a88;
  #c = 0xb7e15162;
  #counter: number;
  #spareNormal: number | null = null;

  constructor(seed: number) {
    this.#counter = seed >>> 0;
    for (let i = 0; i < 20; i += 1) this.next();
  }

  /** Uniform in [0, 1). */
  next(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + sum;
    return (sum >>> 0) / 4_294_967_296;
  }

  /** Number of events among `trials` independent ones, each with probability `share`. */
  binomial(trials: number, share: number): number {
    if (share <= 0 || trials <= 0) return 0;
    if (share >= 1) return trials;
    if (share > 0.5) return trials - this.binomial(trials, 1 - share);
    // Jump from event to event: the gaps are geometric, so the cost grows with the events alone.
    const logMiss = Math.log1p(-share);
    let events = 0;
    let at = -1;
    for (;;) {
      at += 1 + Math.floor(Math.log(1 - this.next()) / logMiss);
      if (at >= trials) return events;
      events += 1;
    }
  }

  /** Number of failures before the first success of probability `share`. */
  geometric(share: number): number {
    return Math.floor(Math.log(1 - this.next()) / Math.log1p(-share));
  }

  normal(): number {
    if (this.#spareNormal !== null) {
      const spare = this.#spareNormal;
      this.#spareNormal = null;
      return spare;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - this.next()));
    const angle = 2 * Math.PI * this.next();
    this.#spareNormal = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  }
}
