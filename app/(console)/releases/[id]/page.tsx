import type { Metadata } from "next";
import type { ReactNode } from "react";
import { Prefetched } from "@/components/live/prefetched";
import { TrainScreen } from "@/components/releases/train-screen";
import { pageActor } from "@/lib/platform/http/page";
import { prefetch } from "@/lib/platform/http/prefetch";
import { trainKeys } from "@/lib/releases/queries";
import { getTrain } from "@/lib/releases/use-cases/read-trains";
import { cancel, depart, goOn, hold, leave, resume, rollBack, setTicket, tick } from "../actions";

// The name is not read here: a title must not tell what the page would refuse.
export const metadata: Metadata = { title: "Release" };

interface ReleasePageProps {
  readonly params: Promise<{ readonly id: string }>;
}

export default async function ReleasePage({ params }: ReleasePageProps): Promise<ReactNode> {
  const actor = await pageActor("train:read");
  const { id } = await params;
  const train = await prefetch(getTrain, { id }, actor);
  const commands = { cancel, depart, goOn, hold, leave, resume, rollBack, setTicket, tick };
  return (
    <Prefetched queries={[[trainKeys.detail(id), train]]}>
      <TrainScreen id={id} {...commands} />
    </Prefetched>
  );
}
