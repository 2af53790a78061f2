import type { OutboundResponse } from "@/lib/platform/http/outbound";
import type { Match } from "./domain/answer";
import type { StepRequest } from "./domain/journey";

/** What runs of journeys stand on. */
export interface JourneyParts {
  /** One exchange over the guarded way out. Throws AppError as the outbound client does. */
  readonly ask: (
    request: StepRequest,
    bounds: { readonly timeoutMs: number; readonly maxBodyBytes: number },
    signal: AbortSignal,
  ) => Promise<OutboundResponse>;
  readonly match: Match;
  readonly monotonicMs: () => number;
}
