import { z } from "zod";
import { exportOperation } from "@/lib/platform/export/export-operation";
import { operation } from "@/lib/platform/http/operation";
import { DifferencePage, DifferenceView, ReconciliationStatus } from "./contract";
import { acceptDifference } from "./use-cases/accept-difference";
import { bringCmdb } from "./use-cases/bring-cmdb";
import { exportDifferences } from "./use-cases/export-differences";
import { getReconciliation, listDifferences } from "./use-cases/read-reconciliation";
import { reopenDifference } from "./use-cases/reopen-difference";
import { requestComparison } from "./use-cases/request-comparison";
import { requestCmdbRead } from "./use-cases/request-reading";

const tag = "Reconciliation";
const requested = z.object({ requested: z.literal(true) });

export const cmdbOperations = {
  getReconciliation: operation({
    id: "getReconciliation",
    method: "GET",
    path: "/reconciliation",
    tag,
    summary: "Get what was compared last and what it could see",
    useCase: getReconciliation,
    output: ReconciliationStatus,
  }),
  requestComparison: operation({
    id: "requestComparison",
    method: "POST",
    path: "/reconciliation/compare",
    tag,
    summary: "Compare pipelines, CMDB and what runs now",
    useCase: requestComparison,
    output: requested,
    status: 202,
  }),
  listDifferences: operation({
    id: "listDifferences",
    method: "GET",
    path: "/reconciliation/differences",
    tag,
    summary: "List where pipelines, CMDB and what runs do not agree",
    useCase: listDifferences,
    output: DifferencePage,
  }),
  acceptDifference: operation({
    id: "acceptDifference",
    method: "POST",
    path: "/reconciliation/differences/{id}/accept",
    tag,
    summary: "Say that a difference is as it should be, and why",
    useCase: acceptDifference,
    output: z.object({ state: z.literal("accepted") }),
  }),
  reopenDifference: operation({
    id: "reopenDifference",
    method: "POST",
    path: "/reconciliation/differences/{id}/reopen",
    tag,
    summary: "Take back that a difference was accepted",
    useCase: reopenDifference,
    output: z.object({ state: z.literal("open") }),
  }),
  bringCmdb: operation({
    id: "bringCmdb",
    method: "POST",
    path: "/reconciliation/cmdb",
    tag,
    summary: "Bring a whole CMDB as CSV",
    useCase: bringCmdb,
    output: z.object({ items: z.number() }),
  }),
  requestCmdbRead: operation({
    id: "requestCmdbRead",
    method: "POST",
    path: "/reconciliation/cmdb/read",
    tag,
    summary: "Read a CMDB over HTTP now",
    useCase: requestCmdbRead,
    output: requested,
    status: 202,
  }),
  exportDifferences: exportOperation({
    id: "exportDifferences",
    rows: "differences",
    tag,
    useCase: exportDifferences,
    row: DifferenceView,
  }),
};
