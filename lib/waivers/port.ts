/** What a waiver may bend. */
export const waiverKinds = ["budget_policy", "change_ticket", "freeze", "gate", "objective", "promise"] as const;
export type WaiverKind = (typeof waiverKinds)[number];

/** Which rule is to be bent, where. `subject` is the slug of the policy, window or objective, the kind of requirement, or "*" for any of its kind. */
export interface WaiverQuestion {
  readonly kind: WaiverKind;
  readonly subject: string;
  readonly serviceId: string;
  readonly environmentId: string;
}

export interface WaiverInForce {
  readonly id: string;
  /** Number that people use: W-12. */
  readonly reference: string;
  readonly kind: WaiverKind;
  readonly subject: string;
  readonly reason: string;
  readonly endsAt: number; // epoch ms
}

/** Tells, at the instant asked, which waiver is in force; expiry is computed from the instant, never from a job. */
export interface Waivers {
  inForce(questions: readonly WaiverQuestion[], at: number): Promise<ReadonlyMap<string, WaiverInForce>>; // key: `${kind}:${subject}:${serviceId}:${environmentId}` of the question
}
