import type { Metadata } from "next";
import type { ReactNode } from "react";
import { Prefetched } from "@/components/live/prefetched";
import { RetrospectiveScreen } from "@/components/reviews/retrospective-screen";
import { pageActor } from "@/lib/platform/http/page";
import { prefetch } from "@/lib/platform/http/prefetch";
import { reviewKeys } from "@/lib/reviews/queries";
import { getRetrospective } from "@/lib/reviews/use-cases/read-retrospectives";
import { add, holdLookBack, settle } from "../../actions";

// The name is not read here: a title must not tell what the page would refuse.
export const metadata: Metadata = { title: "Retrospective" };

interface RetrospectiveScreenPageProps {
  readonly params: Promise<{ readonly id: string }>;
}

export default async function RetrospectiveScreenPage({ params }: RetrospectiveScreenPageProps): Promise<ReactNode> {
  const actor = await pageActor("review:read");
  const { id } = await params;
  const found = await prefetch(getRetrospective, { id }, actor);
  return (
    <Prefetched queries={[[reviewKeys.retrospective(id), found]]}>
      <RetrospectiveScreen
        id={id}
        hold={holdLookBack}
        add={add}
        settle={settle}
        canLead={actor.permissions.has("review:lead")}
        canWrite={actor.permissions.has("review:write")}
      />
    </Prefetched>
  );
}
