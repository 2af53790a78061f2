import type { Metadata } from "next";
import type { ReactNode } from "react";
import { BenchmarkScreen } from "@/components/trends/benchmark-screen";
import { pageActor } from "@/lib/platform/http/page";
import { set } from "./actions";

export const metadata: Metadata = { title: "Benchmarks" };

export default async function BenchmarksPage(): Promise<ReactNode> {
  const actor = await pageActor("insights:read");
  return <BenchmarkScreen canSet={actor.permissions.has("insights:rules")} setTarget={set} />;
}
