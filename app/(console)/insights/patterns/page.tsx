import type { Metadata } from "next";
import type { ReactNode } from "react";
import { PatternScreen } from "@/components/trends/pattern-screen";
import { pageActor } from "@/lib/platform/http/page";

export const metadata: Metadata = { title: "Failure patterns" };

export default async function PatternsPage(): Promise<ReactNode> {
  await pageActor("insights:read");
  return <PatternScreen />;
}
