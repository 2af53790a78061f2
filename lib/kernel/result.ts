/** The remedy of a field whose message says already what to type. Forms, which stand beside the field, leave it out. */
export const correctField = "Correct this field and send the request again.";

/** One reason why something was refused or blocked: a stable code, words for people, and the facts behind them. */
export interface Reason {
  readonly code: string;
  readonly message: string;
  /** Dotted path of the input field it concerns, when there is one. */
  readonly field?: string;
  /** What to do about it. */
  readonly remedy?: string;
  readonly facts?: Readonly<Record<string, string | number | boolean | null>>;
}
