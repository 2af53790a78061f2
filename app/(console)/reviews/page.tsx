import type { Metadata } from "next";
import type { ReactNode } from "react";
import { Prefetched } from "@/components/live/prefetched";
import { ReviewsView } from "@/components/reviews/reviews-view";
import { pageActor } from "@/lib/platform/http/page";
import { prefetch } from "@/lib/platform/http/prefetch";
import { reviewKeys } from "@/lib/reviews/queries";
import { getReviewAgenda } from "@/lib/reviews/use-cases/read-agenda";
import { settle } from "./actions";

export const metadata: Metadata = { title: "Reviews" };

export default async function ReviewsPage(): Promise<ReactNode> {
  const actor = await pageActor("review:read");
  const agenda = await prefetch(getReviewAgenda, {}, actor);
  return (
    <Prefetched queries={[[reviewKeys.agenda(null), agenda]]}>
      <ReviewsView canWrite={actor.permissions.has("review:write")} settle={settle} />
    </Prefetched>
  );
}
