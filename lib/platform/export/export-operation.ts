import { z } from "zod";
import { type Operation, operation } from "@/lib/platform/http/operation";
import type { UseCase } from "@/lib/platform/use-case";
import type { ExportedFile } from "./exported-file";

interface ExportDefinition<Input extends z.ZodType> {
  readonly id: string;
  /** Last part of the address, below `/exports`. */
  readonly rows: string;
  readonly tag: string;
  readonly useCase: UseCase<Input, ExportedFile>;
  /** The shape of a row in JSON. */
  readonly row: z.ZodType;
}

/** A list as a file. It has an address of its own, so that it takes no slug from what is listed. */
export function exportOperation<Input extends z.ZodType>({
  id,
  rows,
  tag,
  useCase,
  row,
}: ExportDefinition<Input>): Operation<Input, ExportedFile> {
  return operation({
    id,
    method: "GET",
    path: `/exports/${rows}`,
    tag,
    summary: `Export ${rows.replaceAll("-", " ")} as CSV or JSON: all that the filters let through`,
    useCase,
    output: z.object({
      list: z.literal(rows),
      exportedAt: z.string(),
      filter: z.record(z.string(), z.string()),
      items: z.array(row),
      count: z.number(),
    }),
    file: ["text/csv", "application/json"],
  });
}
