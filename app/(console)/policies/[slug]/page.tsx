import type { Metadata } from "next";
import type { ReactNode } from "react";
import { Prefetched } from "@/components/live/prefetched";
import { PolicyScreen } from "@/components/policies/policy-screen";
import { pageActor } from "@/lib/platform/http/page";
import { prefetch } from "@/lib/platform/http/prefetch";
import { budgetPolicyKeys } from "@/lib/policies/queries";
import { getBudgetPolicy } from "@/lib/policies/use-cases/read-budget-policies";
import { create, edit, preview, retire } from "../actions";

// The name is not read here: a title must not tell what the page would refuse.
export const metadata: Metadata = { title: "Budget policy" };

interface PolicyPageProps {
  readonly params: Promise<{ readonly slug: string }>;
}

export default async function PolicyPage({ params }: PolicyPageProps): Promise<ReactNode> {
  const actor = await pageActor("slo:read");
  const { slug } = await params;
  const policy = await prefetch(getBudgetPolicy, { slug }, actor);
  const actions = { create, edit, preview, retire };
  return (
    <Prefetched queries={[[budgetPolicyKeys.detail(slug), policy]]}>
      <PolicyScreen slug={slug} canWrite={actor.permissions.has("budget:write")} {...actions} />
    </Prefetched>
  );
}
