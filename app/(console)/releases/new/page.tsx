import type { Metadata } from "next";
import Link from "next/link";
import type { ReactNode } from "react";
import { PageHeader } from "@/components/layout/page-header";
import { TrainForm } from "@/components/releases/train-form";
import { pageActor } from "@/lib/platform/http/page";
import { plan } from "../actions";

export const metadata: Metadata = { title: "Plan a release" };

export default async function NewReleasePage(): Promise<ReactNode> {
  await pageActor("train:write");
  return (
    <>
      <PageHeader
        title="Plan a release"
        breadcrumbs={<Link href="/releases">Releases</Link>}
        answer="Services move in the order in which they need each other. When one fails, what depends on it goes back first."
      />
      <TrainForm plan={plan} />
    </>
  );
}
