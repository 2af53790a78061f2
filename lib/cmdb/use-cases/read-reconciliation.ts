import { z } from "zod";
import type { Page } from "@/lib/platform/paging";
import { defineQuery } from "@/lib/platform/use-case";
import { type DifferenceView, ListDifferencesInput, type ReconciliationStatus } from "../contract";
import { listDifferenceViews, reconciliationStatus } from "../reconciliation-read-model";

/** Where pipelines, CMDB and what runs do not agree. */
export const listDifferences = defineQuery({
  name: "reconciliation.list",
  permission: "catalog:read",
  input: ListDifferencesInput,
  handle: ({ input, db }): Promise<Page<DifferenceView>> => listDifferenceViews(db, input),
});

/** What was compared last, and what it could see. */
export const getReconciliation = defineQuery({
  name: "reconciliation.get",
  permission: "catalog:read",
  input: z.strictObject({}),
  handle: ({ db }): Promise<ReconciliationStatus> => reconciliationStatus(db),
});
