import type { Metadata } from "next";
import type { ReactNode } from "react";
import { InsightRulesScreen } from "@/components/insights/rules-screen";
import { Prefetched } from "@/components/live/prefetched";
import { insightKeys } from "@/lib/insights/queries";
import { getBuildState } from "@/lib/insights/use-cases/read-build-state";
import { listRules } from "@/lib/insights/use-cases/read-rules";
import { pageActor, pageQuery } from "@/lib/platform/http/page";
import { rebuild, save } from "./actions";

export const metadata: Metadata = { title: "What counts" };

export default async function RulesPage(): Promise<ReactNode> {
  const actor = await pageActor("insights:read");
  const rules = await pageQuery(listRules, {}, actor);
  const build = await pageQuery(getBuildState, {}, actor);
  return (
    <Prefetched
      queries={[
        [insightKeys.rules, rules],
        [insightKeys.build, build],
      ]}
    >
      <InsightRulesScreen mayChange={actor.permissions.has("insights:rules")} save={save} rebuild={rebuild} />
    </Prefetched>
  );
}
