import type { Page } from "@/lib/platform/paging";
import { notFound } from "@/lib/platform/refusals";
import { defineQuery } from "@/lib/platform/use-case";
import { type DeploymentDetail, DeploymentIdInput, type DeploymentView, ListDeploymentsInput } from "../contract";
import { findDeploymentDetail } from "../deployment-detail-read-model";
import { listDeploymentViews } from "../deployment-read-model";

/** Deployments, newest first. */
export const listDeployments = defineQuery({
  name: "deployment.list",
  permission: "catalog:read",
  input: ListDeploymentsInput,
  handle: ({ input, db }): Promise<Page<DeploymentView>> => listDeploymentViews(db, input),
});

/** One deployment with what it brought, its way through the pipeline, and its incidents. */
export const getDeployment = defineQuery({
  name: "deployment.get",
  permission: "catalog:read",
  input: DeploymentIdInput,
  async handle({ input, db, now }): Promise<DeploymentDetail> {
    const deployment = await findDeploymentDetail(db, input.id, now);
    if (!deployment) throw notFound("deployment", input.id);
    return deployment;
  },
});
