import { operation } from "@/lib/platform/http/operation";
import {
  BudgetGate,
  BudgetPolicyDetail,
  BudgetPolicyList,
  BudgetPolicyPreview,
  BudgetPolicyView,
  ReleasedRollout,
} from "./contract";
import { approveHeldRollout } from "./use-cases/approve-held-rollout";
import { createBudgetPolicy } from "./use-cases/create-budget-policy";
import { editBudgetPolicy } from "./use-cases/edit-budget-policy";
import { nameIncidentFix } from "./use-cases/name-incident-fix";
import { previewBudgetPolicy } from "./use-cases/preview-budget-policy";
import { getBudgetGate, getBudgetPolicy, getRolloutGate, listBudgetPolicies } from "./use-cases/read-budget-policies";
import { retireBudgetPolicy } from "./use-cases/retire-budget-policy";

const tag = "Budget policies";

export const budgetPolicyOperations = {
  listBudgetPolicies: operation({
    id: "listBudgetPolicies",
    method: "GET",
    path: "/budget-policies",
    tag,
    summary: "List the error-budget policies in force, the most critical tier first",
    useCase: listBudgetPolicies,
    output: BudgetPolicyList,
  }),
  createBudgetPolicy: operation({
    id: "createBudgetPolicy",
    method: "POST",
    path: "/budget-policies",
    tag,
    summary: "Create an error-budget policy",
    useCase: createBudgetPolicy,
    output: BudgetPolicyView,
    status: 201,
  }),
  previewBudgetPolicy: operation({
    id: "previewBudgetPolicy",
    method: "POST",
    path: "/budget-policy-previews",
    tag,
    summary: "See which deployments of the last quarter a policy would have held, and for how long; saves nothing",
    useCase: previewBudgetPolicy,
    output: BudgetPolicyPreview,
  }),
  getBudgetPolicy: operation({
    id: "getBudgetPolicy",
    method: "GET",
    path: "/budget-policies/{slug}",
    tag,
    summary: "Get an error-budget policy with every version it had",
    useCase: getBudgetPolicy,
    output: BudgetPolicyDetail,
  }),
  editBudgetPolicy: operation({
    id: "editBudgetPolicy",
    method: "PATCH",
    path: "/budget-policies/{slug}",
    tag,
    summary: "Change an error-budget policy; a changed definition is a new version",
    useCase: editBudgetPolicy,
    output: BudgetPolicyView,
  }),
  retireBudgetPolicy: operation({
    id: "retireBudgetPolicy",
    method: "POST",
    path: "/budget-policies/{slug}/retire",
    tag,
    summary: "End an error-budget policy",
    useCase: retireBudgetPolicy,
    output: BudgetPolicyView,
  }),
  getBudgetGate: operation({
    id: "getBudgetGate",
    method: "GET",
    path: "/budget-gate",
    tag,
    summary: "Ask whether error budgets let a release of a service to an environment go on now, with all reasons",
    useCase: getBudgetGate,
    output: BudgetGate,
  }),
  getRolloutGate: operation({
    id: "getRolloutGate",
    method: "GET",
    path: "/rollouts/{id}/budget-gate",
    tag,
    summary: "Ask what error-budget policies say about a rollout, with what lets it go",
    useCase: getRolloutGate,
    output: BudgetGate,
  }),
  approveHeldRollout: operation({
    id: "approveHeldRollout",
    method: "POST",
    path: "/rollouts/{id}/budget-approval",
    tag,
    summary: "Approve a rollout that a budget policy asks an approval for",
    useCase: approveHeldRollout,
    output: ReleasedRollout,
  }),
  nameIncidentFix: operation({
    id: "nameIncidentFix",
    method: "POST",
    path: "/rollouts/{id}/incident-fix",
    tag,
    summary: "Say that a rollout fixes an open incident, which freezes may exempt",
    useCase: nameIncidentFix,
    output: ReleasedRollout,
  }),
};
