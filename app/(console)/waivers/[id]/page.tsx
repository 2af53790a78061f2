import type { Metadata } from "next";
import type { ReactNode } from "react";
import { Prefetched } from "@/components/live/prefetched";
import { WaiverScreen } from "@/components/waivers/waiver-screen";
import { pageActor } from "@/lib/platform/http/page";
import { prefetch } from "@/lib/platform/http/prefetch";
import { waiverKeys } from "@/lib/waivers/queries";
import { getWaiver } from "@/lib/waivers/use-cases/read-waivers";
import { approve, edit, reject, renew, review, revoke, submit, withdraw } from "../actions";

// The reference is not read here: a title must not tell what the page would refuse.
export const metadata: Metadata = { title: "Waiver" };

interface WaiverPageProps {
  readonly params: Promise<{ readonly id: string }>;
}

export default async function WaiverPage({ params }: WaiverPageProps): Promise<ReactNode> {
  const actor = await pageActor("waiver:read");
  const { id } = await params;
  const waiver = await prefetch(getWaiver, { id }, actor);
  const commands = { approve, edit, reject, renew, review, revoke, submit, withdraw };
  return (
    <Prefetched queries={[[waiverKeys.detail(id), waiver]]}>
      <WaiverScreen id={id} {...commands} />
    </Prefetched>
  );
}
