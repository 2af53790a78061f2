import type { Page } from "@/lib/platform/paging";
import { notFound } from "@/lib/platform/refusals";
import { defineQuery } from "@/lib/platform/use-case";
import { DeploymentIdInput, type DeploymentView, ListDeploymentsInput } from "../contract";
import { findDeployment, listDeploymentViews } from "../deployment-read-model";

/** Deployments, newest first. */
export const listDeployments = defineQuery({
  name: "deployment.list",
  permission: "catalog:read",
  input: ListDeploymentsInput,
  handle: ({ input, db }): Promise<Page<DeploymentView>> => listDeploymentViews(db, input),
});

/** One deployment. */
export const getDeployment = defineQuery({
  name: "deployment.get",
  permission: "catalog:read",
  input: DeploymentIdInput,
  async handle({ input, db }): Promise<DeploymentView> {
    const deployment = await findDeployment(db, input.id);
    if (!deployment) throw notFound("deployment", input.id);
    return deployment;
  },
});
