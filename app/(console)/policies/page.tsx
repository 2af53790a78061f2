import type { Metadata } from "next";
import type { ReactNode } from "react";
import { Prefetched } from "@/components/live/prefetched";
import { PoliciesView } from "@/components/policies/policies-view";
import { pageActor } from "@/lib/platform/http/page";
import { prefetch } from "@/lib/platform/http/prefetch";
import { budgetPolicyKeys } from "@/lib/policies/queries";
import { listBudgetPolicies } from "@/lib/policies/use-cases/read-budget-policies";
import { create, edit, preview } from "./actions";

export const metadata: Metadata = { title: "Budget policies" };

export default async function PoliciesPage(): Promise<ReactNode> {
  const actor = await pageActor("slo:read");
  const policies = await prefetch(listBudgetPolicies, {}, actor);
  return (
    <Prefetched queries={[[budgetPolicyKeys.list, policies]]}>
      <PoliciesView canWrite={actor.permissions.has("budget:write")} create={create} edit={edit} preview={preview} />
    </Prefetched>
  );
}
