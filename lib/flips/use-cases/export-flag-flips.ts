import { exportInput, exportOf } from "@/lib/platform/export/export-list";
import { defineQuery } from "@/lib/platform/use-case";
import { ListFlagFlipsInput } from "../contract";
import { listFlagFlips } from "./read-flag-flips";

/** Flips of flags that were asked for, with these filters, as a file. */
export const exportFlagFlips = defineQuery({
  name: "flag-flip.export",
  permission: "gate:read",
  input: exportInput(ListFlagFlipsInput),
  handle: exportOf({
    rows: "flag-flips",
    list: listFlagFlips,
    columns: {
      reference: (row) => row.reference,
      flag: (row) => row.flag,
      service: (row) => row.service.slug,
      environment: (row) => row.environment.slug,
      from: (row) => row.from,
      to: (row) => row.to,
      direction: (row) => row.direction,
      outcome: (row) => row.outcome,
      answer: (row) => row.sentence,
      reasons: (row) => row.reasons.map(({ sentence }) => sentence).join(" "),
      emergency: (row) => row.emergency?.reference ?? null,
      reason: (row) => row.reason,
      asked_by: (row) => row.askedBy,
      at: (row) => row.at,
      deployment: (row) => row.deploymentId,
      id: (row) => row.id,
    },
  }),
});
