import type { z } from "zod";
import type { UseCase } from "@/lib/platform/use-case";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

export type FileType = "text/csv" | "application/json";

/** One REST operation: where a use-case is reachable for machines. Routes, OpenAPI, tests and CLI read the same record. */
export interface Operation<Input extends z.ZodType = z.ZodType, Output = unknown> {
  /** camelCase, unique: the operationId. */
  readonly id: string;
  readonly method: Method;
  /** Below /api/v1, with `{name}` for path parameters, which are fields of the input. */
  readonly path: string;
  readonly summary: string;
  readonly tag: string;
  readonly useCase: UseCase<Input, Output>;
  /** Shape of the answer's body, for OpenAPI and the contract tests. */
  readonly output: z.ZodType;
  /** Status of a success; 200 unless said. */
  readonly status?: number;
  /** For an answer that is an `ExportedFile`: the media types that it may have. `output` is its shape where that is JSON. */
  readonly file?: readonly FileType[];
}

/** Declare an operation; checks that each path parameter is named once. */
export function operation<Input extends z.ZodType, Output>(
  definition: Operation<Input, Output>,
): Operation<Input, Output> {
  const names = pathParameters(definition.path);
  if (new Set(names).size !== names.length) throw new Error(`${definition.id}: a path parameter is named twice`);
  return definition;
}

/** Names of the `{parameters}` of a path, in order. */
export function pathParameters(path: string): string[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? "");
}
