"use client";

import type { ReactNode } from "react";
import { LiveIndicator } from "@/components/feedback/live-indicator";
import { type LiveHintsOptions, useLiveHints } from "./use-live-hints";

/** The header's live indicator together with the connection it speaks of. Render once per page. */
export function LiveStatus(props: LiveHintsOptions): ReactNode {
  const { status, updatedAtMs, setPaused } = useLiveHints(props);
  return <LiveIndicator status={status} updatedAtMs={updatedAtMs} onPauseChange={setPaused} />;
}
