import type { Metadata } from "next";
import type { ReactNode } from "react";
import { Prefetched } from "@/components/live/prefetched";
import { BreachScreen } from "@/components/reviews/breach-screen";
import { pageActor } from "@/lib/platform/http/page";
import { prefetch } from "@/lib/platform/http/prefetch";
import { reviewKeys } from "@/lib/reviews/queries";
import { getBreach } from "@/lib/reviews/use-cases/read-breaches";
import { close } from "../../actions";

// The name is not read here: a title must not tell what the page would refuse.
export const metadata: Metadata = { title: "Breach" };

interface BreachScreenPageProps {
  readonly params: Promise<{ readonly id: string }>;
}

export default async function BreachScreenPage({ params }: BreachScreenPageProps): Promise<ReactNode> {
  const actor = await pageActor("review:read");
  const { id } = await params;
  const found = await prefetch(getBreach, { id }, actor);
  return (
    <Prefetched queries={[[reviewKeys.breach(id), found]]}>
      <BreachScreen id={id} close={close} />
    </Prefetched>
  );
}
