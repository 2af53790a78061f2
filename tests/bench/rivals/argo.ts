/**
 * Argo Rollouts' usual analysis: each check looks at the success rate of its own interval and fails below 99 %. With the
 * default failureLimit of 0 the first failed check aborts. A check without requests is inconclusive there, and skipped here.
 */
export class ArgoRule {
  #failures = 0;

  constructor(
    readonly successPercent = 99,
    readonly failureLimit = 0,
  ) {}

  /** True when this check aborts the rollout. */
  check(canary: { readonly requests: number; readonly errors: number }): boolean {
    if (canary.requests === 0) return false;
    const success = (100 * (canary.requests - canary.errors)) / canary.requests;
    if (success < this.successPercent) this.#failures += 1;
    return this.#failures > this.failureLimit;
  }
}
