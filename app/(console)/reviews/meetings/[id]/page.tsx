import type { Metadata } from "next";
import type { ReactNode } from "react";
import { Prefetched } from "@/components/live/prefetched";
import { MeetingScreen } from "@/components/reviews/meeting-screen";
import { pageActor } from "@/lib/platform/http/page";
import { prefetch } from "@/lib/platform/http/prefetch";
import { reviewKeys } from "@/lib/reviews/queries";
import { getMeeting } from "@/lib/reviews/use-cases/read-meetings";
import { add, decide, hold, settle } from "../../actions";

// The name is not read here: a title must not tell what the page would refuse.
export const metadata: Metadata = { title: "Review meeting" };

interface MeetingScreenPageProps {
  readonly params: Promise<{ readonly id: string }>;
}

export default async function MeetingScreenPage({ params }: MeetingScreenPageProps): Promise<ReactNode> {
  const actor = await pageActor("review:read");
  const { id } = await params;
  const found = await prefetch(getMeeting, { id }, actor);
  return (
    <Prefetched queries={[[reviewKeys.meeting(id), found]]}>
      <MeetingScreen
        id={id}
        hold={hold}
        decide={decide}
        add={add}
        settle={settle}
        canLead={actor.permissions.has("review:lead")}
        canWrite={actor.permissions.has("review:write")}
      />
    </Prefetched>
  );
}
