/**
 * The closed catalogue of errors. Everything that leaves the product as an error carries one of these codes.
 * `expected` errors are the caller's (logged as warnings); the others are ours.
 */
export const errorCatalogue = {
  invalid_input: {
    status: 400,
    title: "The request has fields that need correcting",
    expected: true,
    retryable: false,
  },
  unauthenticated: { status: 401, title: "Sign in to do this", expected: true, retryable: false },
  reauthentication_required: {
    status: 403,
    title: "Confirm your password to do this",
    expected: true,
    retryable: false,
  },
  forbidden: { status: 403, title: "Your role does not allow this", expected: true, retryable: false },
  cross_site_request: {
    status: 403,
    title: "The request did not come from this site",
    expected: true,
    retryable: false,
  },
  not_found: { status: 404, title: "There is no such thing, or you may not see it", expected: true, retryable: false },
  method_not_allowed: {
    status: 405,
    title: "This address does not take that method",
    expected: true,
    retryable: false,
  },
  conflict: { status: 409, title: "This conflicts with what exists already", expected: true, retryable: false },
  stale_state: { status: 409, title: "This changed while you were looking", expected: true, retryable: false },
  payload_too_large: { status: 413, title: "The request is too large", expected: true, retryable: false },
  unsupported_media_type: { status: 415, title: "Send JSON", expected: true, retryable: false },
  rejected: { status: 422, title: "This cannot be done now", expected: true, retryable: false },
  idempotency_mismatch: {
    status: 422,
    title: "This Idempotency-Key was used for another request",
    expected: true,
    retryable: false,
  },
  too_many_requests: { status: 429, title: "Too many attempts; wait a little", expected: true, retryable: true },
  internal: { status: 500, title: "Something failed on our side", expected: false, retryable: true },
  upstream_failed: {
    status: 502,
    title: "A system that we asked did not answer as it should",
    expected: true,
    retryable: true,
  },
  unavailable: { status: 503, title: "Not available for a moment", expected: false, retryable: true },
  upstream_timeout: {
    status: 504,
    title: "A system that we asked did not answer in time",
    expected: true,
    retryable: true,
  },
} as const satisfies Record<string, { status: number; title: string; expected: boolean; retryable: boolean }>;

export type ErrorCode = keyof typeof errorCatalogue;
