"use client";

import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { ConfirmAction } from "@/components/feedback/confirm-action";
import type { WindowView } from "@/lib/calendar/contract";
import { callAction } from "@/lib/platform/http/action-client";
import type { WindowDialogActions } from "./window-dialog";
import { whereOf } from "./window-words";

interface DeleteWindowProps {
  /** Null when nothing is to be deleted. */
  readonly window: WindowView | null;
  readonly remove: WindowDialogActions["remove"];
  readonly onClose: () => void;
}

/** Asks before a window is deleted. */
export function DeleteWindow({ window, remove, onClose }: DeleteWindowProps): ReactNode {
  const queryClient = useQueryClient();
  // The last one stays on the screen while the dialog closes.
  const [shown, setShown] = useState(window);
  if (window && window !== shown) setShown(window);
  if (!shown) return null;
  async function confirm(reason: string): Promise<void> {
    if (!shown) return;
    await callAction(remove, { id: shown.id, revision: shown.revision, ...(reason ? { reason } : {}) });
    await queryClient.invalidateQueries({ queryKey: ["window"] });
  }
  return (
    <ConfirmAction
      isOpen={window !== null}
      onClose={onClose}
      label={`Delete ${shown.name}`}
      changes={shown.kind === "blackout" ? "What it holds may go on." : "Forward moves are no longer bound to it."}
      where={whereOf(shown)}
      blastRadius="Every rollout that this window concerns, from the next look on."
      isReasonRequired={false}
      onConfirm={confirm}
    />
  );
}
