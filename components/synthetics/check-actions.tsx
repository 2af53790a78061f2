"use client";

import { Button, Group } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useAnnounce } from "@/components/feedback/announcer";
import { ConfirmAction } from "@/components/feedback/confirm-action";
import { DisabledReason } from "@/components/feedback/disabled-reason";
import { whoMay } from "@/lib/platform/auth/permissions";
import { callAction } from "@/lib/platform/http/action-client";
import type { CheckDetail } from "@/lib/synthetics/contract";
import { syntheticKeys } from "@/lib/synthetics/queries";
import type { CheckScreenProps } from "./check-screen";

interface CheckActionsProps extends Pick<CheckScreenProps, "held" | "edit" | "run"> {
  readonly check: CheckDetail;
  readonly onEdit: () => void;
}

/** Run it once now, put it out of use, edit it. */
export function CheckActions({ check, held, edit, run, onEdit }: CheckActionsProps): ReactNode {
  const queryClient = useQueryClient();
  const announce = useAnnounce();
  const [isSwitching, setIsSwitching] = useState(false);
  const [isAsking, setIsAsking] = useState(false);
  const renew = () => queryClient.invalidateQueries({ queryKey: syntheticKeys.all });
  const mayNot = held.includes("slo:write") ? null : `Needs ${whoMay("slo:write")}.`;
  async function ask(): Promise<void> {
    setIsAsking(true);
    try {
      await callAction(run, { slug: check.slug });
      announce("A run was asked for");
    } catch {
      announce("A run is under way already");
    } finally {
      setIsAsking(false);
      await renew();
    }
  }
  return (
    <Group gap="xs">
      <DisabledReason reason={mayNot}>
        <Button variant="default" onClick={() => setIsSwitching(true)}>
          {check.isEnabled ? "Put out of use" : "Use again"}
        </Button>
      </DisabledReason>
      <DisabledReason reason={held.includes("target:test") ? null : `Needs ${whoMay("target:test")}.`}>
        <Button variant="default" loading={isAsking || check.isRunning} onClick={() => void ask()}>
          Run once now
        </Button>
      </DisabledReason>
      <DisabledReason reason={mayNot}>
        <Button onClick={onEdit}>Edit</Button>
      </DisabledReason>
      <ConfirmAction
        isOpen={isSwitching}
        onClose={() => setIsSwitching(false)}
        label={check.isEnabled ? `Put ${check.name} out of use` : `Use ${check.name} again`}
        changes={check.isEnabled ? "No run is made any more, also not around rollouts." : "Runs are made again."}
        where={`${check.service.name} in ${check.environment.name}`}
        blastRadius={
          check.objectives.length === 0
            ? "No objective counts its runs."
            : `Unknown from then on: ${check.objectives.map(({ name }) => name).join(", ")}.`
        }
        tone={check.isEnabled ? "danger" : "neutral"}
        isReasonRequired={false}
        onConfirm={async () => {
          await callAction(edit, { slug: check.slug, revision: check.revision, isEnabled: !check.isEnabled });
          await renew();
        }}
      />
    </Group>
  );
}
