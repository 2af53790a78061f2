import { exportInput, exportOf } from "@/lib/platform/export/export-list";
import { defineQuery } from "@/lib/platform/use-case";
import { ListDeploymentsInput } from "../contract";
import { listDeployments } from "./read-deployments";

/** Deployments with these filters as a file, newest first. */
export const exportDeployments = defineQuery({
  name: "deployment.export",
  permission: "catalog:read",
  input: exportInput(ListDeploymentsInput),
  handle: exportOf({
    rows: "deployments",
    list: listDeployments,
    columns: {
      service: (row) => row.service.slug,
      environment: (row) => row.environment.slug,
      version: (row) => row.version,
      attempt: (row) => row.attempt,
      state: (row) => row.state,
      kind: (row) => row.kind,
      origin: (row) => row.origin,
      ticket: (row) => row.ticketKey,
      authorization: (row) => row.authorization,
      made_in_freeze: (row) => row.madeInFreeze,
      started_by: (row) => row.startedBy,
      started_at: (row) => row.startedAt,
      finished_at: (row) => row.finishedAt,
      commit: (row) => row.commitSha,
      artifact_digest: (row) => row.artifactDigest,
      external_ref: (row) => row.externalRef,
      rollout: (row) => row.rolloutId,
      id: (row) => row.id,
    },
  }),
});
