import type { Metadata } from "next";
import { notFound } from "next/navigation";
import type { ReactNode } from "react";
import { Prefetched } from "@/components/live/prefetched";
import { RootCauseScreen } from "@/components/reviews/root-cause-screen";
import { pageActor } from "@/lib/platform/http/page";
import { prefetch } from "@/lib/platform/http/prefetch";
import { reviewKeys } from "@/lib/reviews/queries";
import { getRootCause } from "@/lib/reviews/use-cases/read-root-causes";
import { add, settle, sign, write } from "../../../actions";

// The name is not read here: a title must not tell what the page would refuse.
export const metadata: Metadata = { title: "Root cause" };

interface RootCausePageProps {
  readonly params: Promise<{ readonly subjectKind: string; readonly subjectId: string }>;
}

export default async function RootCausePage({ params }: RootCausePageProps): Promise<ReactNode> {
  const actor = await pageActor("review:read");
  const { subjectKind, subjectId } = await params;
  if (subjectKind !== "breach" && subjectKind !== "deployment") notFound();
  const subject = { subjectKind, subjectId } as const;
  const found = await prefetch(getRootCause, subject, actor);
  return (
    <Prefetched queries={[[reviewKeys.rootCause(subject), found]]}>
      <RootCauseScreen subject={subject} write={write} sign={sign} add={add} settle={settle} />
    </Prefetched>
  );
}
