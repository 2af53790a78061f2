"use client";

import { useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { ConfirmAction } from "@/components/feedback/confirm-action";
import { callAction, type ServerAction } from "@/lib/platform/http/action-client";
import type { ObjectiveView } from "@/lib/slos/contract";
import { promiseOf } from "./objective-words";

export interface RetireObjectiveProps {
  readonly objective: ObjectiveView;
  readonly retire: ServerAction<
    { readonly slug: string; readonly revision: number; readonly reason: string },
    ObjectiveView
  >;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** Asks before an objective ends. */
export function RetireObjective({ objective, retire, isOpen, onClose }: RetireObjectiveProps): ReactNode {
  const queryClient = useQueryClient();
  async function confirm(reason: string): Promise<void> {
    await callAction(retire, { slug: objective.slug, revision: objective.revision, reason });
    await queryClient.invalidateQueries({ queryKey: ["objective"] });
  }
  return (
    <ConfirmAction
      isOpen={isOpen}
      onClose={onClose}
      label={`Retire ${objective.name}`}
      changes={`No longer promised: ${promiseOf(objective.definition)}. Its alerts are not looked at any more.`}
      where={`${objective.service.name} in ${objective.environment.name}`}
      blastRadius="This objective only."
      doesNotUndo="Its versions and what its alerts said stay."
      isReasonRequired
      onConfirm={confirm}
    />
  );
}
