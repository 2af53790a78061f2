import type { Page } from "@/lib/platform/paging";
import { notFound } from "@/lib/platform/refusals";
import { defineQuery } from "@/lib/platform/use-case";
import { type FaultView, ImportIdInput, type ImportView, ListFaultsInput, ListImportsInput } from "../contract";
import { findImport, listFaultViews, listImportViews } from "../import-read-model";

/** Imports, newest first: who brought what, and what came of it. */
export const listImports = defineQuery({
  name: "import.list",
  permission: "catalog:read",
  input: ListImportsInput,
  handle: ({ input, db }): Promise<Page<ImportView>> => listImportViews(db, input),
});

/** One import. */
export const getImport = defineQuery({
  name: "import.get",
  permission: "catalog:read",
  input: ImportIdInput,
  async handle({ input, db }): Promise<ImportView> {
    const found = await findImport(db, input.id);
    if (!found) throw notFound("import", input.id);
    return found;
  },
});

/** What is wrong with the records of a file, row by row. */
export const listImportFaults = defineQuery({
  name: "import.faults",
  permission: "catalog:read",
  input: ListFaultsInput,
  async handle({ input, db }): Promise<Page<FaultView>> {
    // First the page, so that a cursor that is none is told even of an import that is not there.
    const page = await listFaultViews(db, input);
    if (!(await findImport(db, input.id))) throw notFound("import", input.id);
    return page;
  },
});
