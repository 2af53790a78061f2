import type { Metadata } from "next";
import { headers } from "next/headers";
import { notFound } from "next/navigation";
import type { ReactNode } from "react";
import { PageMessage } from "@/components/feedback/page-message";
import { PublicStatusView } from "@/components/status-page/public-status-view";
import { AppError } from "@/lib/kernel/app-error";
import { sourceAddressOf } from "@/lib/platform/http/request-facts";
import { currentRuntime } from "@/lib/platform/runtime";
import { readStatusPage } from "@/lib/status-page/use-cases/read-status-page";

export const metadata: Metadata = { title: "Status" };

/** Shown to everybody, so it asks nobody who they are; what it may show was chosen by an administrator. */
export default async function StatusPage(): Promise<ReactNode> {
  const runtime = currentRuntime();
  const sourceAddress = sourceAddressOf(new Headers(await headers()), runtime.config);
  try {
    return <PublicStatusView status={await readStatusPage({ sourceAddress }, runtime)} />;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (error.code === "not_found") notFound();
    return <PageMessage title="Too many readers at once">{error.message}</PageMessage>;
  }
}
