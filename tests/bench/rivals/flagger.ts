/**
 * Flagger's request-success-rate: below 99 % a check fails; failed checks are counted over the whole rollout, a good one
 * never takes one back, and the rollout is rolled back on the check after the count has reached the threshold. The check
 * itself passes no judgement without requests here; Flagger would halt.
 */
export class FlaggerRule {
  #failures = 0;

  constructor(
    readonly successPercent = 99,
    readonly threshold = 5,
  ) {}

  check(canary: { readonly requests: number; readonly errors: number }): boolean {
    if (this.#failures >= this.threshold) return true;
    if (canary.requests === 0) return false;
    const success = (100 * (canary.requests - canary.errors)) / canary.requests;
    if (success < this.successPercent) this.#failures += 1;
    return false;
  }
}
