import type { Metadata } from "next";
import type { ReactNode } from "react";
import { ForecastScreen } from "@/components/trends/forecast-screen";
import { pageActor } from "@/lib/platform/http/page";

export const metadata: Metadata = { title: "Forecast" };

export default async function ForecastPage(): Promise<ReactNode> {
  await pageActor("insights:read");
  return <ForecastScreen />;
}
