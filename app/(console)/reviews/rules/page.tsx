import type { Metadata } from "next";
import type { ReactNode } from "react";
import { Prefetched } from "@/components/live/prefetched";
import { RulesScreen } from "@/components/reviews/rules-screen";
import { pageActor } from "@/lib/platform/http/page";
import { prefetch } from "@/lib/platform/http/prefetch";
import { reviewKeys } from "@/lib/reviews/queries";
import { getReviewRules } from "@/lib/reviews/use-cases/read-review-rules";
import { setRules } from "../actions";

export const metadata: Metadata = { title: "Rules of reviews" };

export default async function ReviewRulesPage(): Promise<ReactNode> {
  const actor = await pageActor("review:read");
  const rules = await prefetch(getReviewRules, {}, actor);
  return (
    <Prefetched queries={[[reviewKeys.rules, rules]]}>
      <RulesScreen canWrite={actor.permissions.has("review:rules")} set={setRules} />
    </Prefetched>
  );
}
