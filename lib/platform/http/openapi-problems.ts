import { type ErrorCode, errorCatalogue } from "@/lib/kernel/error-catalogue";
import { type Operation, pathParameters } from "./operation";

const codes = Object.keys(errorCatalogue) as readonly ErrorCode[];

/** The error codes that are answered with this HTTP status. */
export function codesOfStatus(status: number): ErrorCode[] {
  return codes.filter((code) => errorCatalogue[code].status === status);
}

const always: readonly ErrorCode[] = ["invalid_input", "unauthenticated", "forbidden", "internal", "unavailable"];
const ofCommands: readonly ErrorCode[] = [
  "conflict",
  "stale_state",
  "payload_too_large",
  "unsupported_media_type",
  "rejected",
  "idempotency_mismatch",
  "too_many_requests",
  "upstream_failed",
  "upstream_timeout",
];

/** A file would be too large, or others are being made. */
const ofFiles: readonly ErrorCode[] = ["rejected", "too_many_requests"];

/** HTTP statuses with which an operation may refuse, in order. */
export function statusesOf(operation: Operation): number[] {
  const possible: ErrorCode[] = [
    ...always,
    ...(pathParameters(operation.path).length > 0 || operation.method !== "GET" ? (["not_found"] as const) : []),
    ...(operation.method === "GET" ? [] : ofCommands),
    ...(operation.file ? ofFiles : []),
  ];
  return [...new Set(possible.map((code) => errorCatalogue[code].status))].sort((one, other) => one - other);
}

/** JSON Schema of a problem document, with every code and what it means. */
export function problemSchema(): Readonly<Record<string, unknown>> {
  const text = { type: "string" };
  return {
    type: "object",
    description: "RFC 9457 problem document.",
    required: ["type", "title", "status", "detail", "code", "requestId", "reasons"],
    properties: {
      type: { type: "string", format: "uri" },
      title: text,
      status: { type: "integer" },
      detail: { ...text, description: "A sentence that the reader can act on." },
      code: {
        oneOf: codes.map((code) => ({ const: code, description: errorCatalogue[code].title })),
      },
      requestId: { ...text, description: "Names the request in the server's log." },
      reasons: {
        type: "array",
        description: "All the reasons, not only the first.",
        items: {
          type: "object",
          required: ["code", "message"],
          properties: {
            code: text,
            message: text,
            field: { ...text, description: "Dotted path of the input field, for example rows.3.startedAt." },
            remedy: { ...text, description: "What to do about it." },
            facts: { type: "object" },
          },
        },
      },
      current: { description: "The fresh state, when the request named an old one." },
    },
  };
}
