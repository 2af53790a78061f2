import type { Metadata } from "next";
import type { ReactNode } from "react";
import { Prefetched } from "@/components/live/prefetched";
import { MeetingsView } from "@/components/reviews/meetings-view";
import { pageActor } from "@/lib/platform/http/page";
import { prefetch } from "@/lib/platform/http/prefetch";
import { pickFilter } from "@/lib/platform/http/url-filter";
import { reviewKeys } from "@/lib/reviews/queries";
import { listMeetings } from "@/lib/reviews/use-cases/read-meetings";
import { call } from "../actions";

export const metadata: Metadata = { title: "Review meetings" };

interface MeetingsViewPageProps {
  readonly searchParams: Promise<Readonly<Record<string, unknown>>>;
}

export default async function MeetingsViewPage({ searchParams }: MeetingsViewPageProps): Promise<ReactNode> {
  const actor = await pageActor("review:read");
  const { cursor } = pickFilter(["cursor"], await searchParams);
  const list = await prefetch(listMeetings, cursor === undefined ? {} : { cursor }, actor);
  return (
    <Prefetched queries={[[reviewKeys.meetings(cursor), list]]}>
      <MeetingsView call={call} canLead={actor.permissions.has("review:lead")} cursor={cursor} />
    </Prefetched>
  );
}
