import type { Metadata } from "next";
import type { ReactNode } from "react";
import { Prefetched } from "@/components/live/prefetched";
import { TargetScreen } from "@/components/traffic/target-screen";
import { pageActor } from "@/lib/platform/http/page";
import { prefetch } from "@/lib/platform/http/prefetch";
import { targetKeys } from "@/lib/traffic/queries";
import { getTarget } from "@/lib/traffic/use-cases/read-targets";
import { edit, test } from "../actions";

export const metadata: Metadata = { title: "Target" };

interface TargetPageProps {
  readonly params: Promise<{ readonly id: string }>;
}

export default async function TargetPage({ params }: TargetPageProps): Promise<ReactNode> {
  const actor = await pageActor("target:read");
  const { id } = await params;
  const target = await prefetch(getTarget, { id }, actor);
  return (
    <Prefetched queries={[[targetKeys.detail(id), target]]}>
      <TargetScreen id={id} held={[...actor.permissions]} edit={edit} test={test} />
    </Prefetched>
  );
}
