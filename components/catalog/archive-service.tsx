"use client";

import { useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { ConfirmAction } from "@/components/feedback/confirm-action";
import type { ServiceView } from "@/lib/catalog/contract";
import { callAction, type ServerAction } from "@/lib/platform/http/action-client";
import type { ArchiveInput } from "./service-screen";

interface ArchiveServiceProps {
  readonly service: ServiceView;
  readonly asked: "archive" | "restore";
  readonly run: ServerAction<ArchiveInput, ServiceView>;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** Asks before a service leaves the lists, or comes back into them. */
export function ArchiveService({ service, asked, run, isOpen, onClose }: ArchiveServiceProps): ReactNode {
  const queryClient = useQueryClient();
  const isRestoring = asked === "restore";
  async function confirm(reason: string): Promise<void> {
    const { slug, revision } = service;
    await callAction(run, { slug, revision, ...(reason ? { reason } : {}) });
    await queryClient.invalidateQueries({ queryKey: ["service"] });
  }
  return (
    <ConfirmAction
      isOpen={isOpen}
      onClose={onClose}
      label={`${isRestoring ? "Restore" : "Archive"} ${service.name}`}
      changes={isRestoring ? "The service is listed again." : "The service leaves the lists and cannot be shipped."}
      where={service.name}
      blastRadius="No traffic moves. What runs keeps running."
      doesNotUndo={isRestoring ? undefined : "Its history and its targets stay. It can be restored."}
      tone={isRestoring ? "neutral" : "danger"}
      isReasonRequired={false}
      onConfirm={confirm}
    />
  );
}
