import type { Metadata } from "next";
import type { ReactNode } from "react";
import { ForecastScreen } from "@/components/trends/forecast-screen";
import { pageActor } from "@/lib/platform/http/page";
import { keep } from "./actions";

export const metadata: Metadata = { title: "Forecast" };

export default async function ForecastPage(): Promise<ReactNode> {
  const actor = await pageActor("insights:read");
  return <ForecastScreen canKeep={actor.permissions.has("insights:rules")} keep={keep} />;
}
