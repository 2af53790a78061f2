"use client";

import { useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useAnnounce } from "@/components/feedback/announcer";
import { callAction, type ServerAction } from "@/lib/platform/http/action-client";
import type { TargetConfig } from "@/lib/traffic/contract";
import { targetKeys } from "@/lib/traffic/queries";
import type { HealthConfig, TargetView, TelemetryBinding } from "@/lib/traffic/target-contract";
import { TargetForm } from "./target-form";
import { targetName } from "./target-words";

export interface EditTargetGiven {
  readonly id: string;
  readonly revision: number;
  readonly config: TargetConfig;
  readonly secret?: string;
  readonly health: HealthConfig | null;
  readonly telemetry: TelemetryBinding[];
}

interface EditTargetProps {
  readonly target: TargetView;
  readonly edit: ServerAction<EditTargetGiven, TargetView>;
  readonly onDone: () => void;
}

export function EditTarget({ target, edit, onDone }: EditTargetProps): ReactNode {
  const queryClient = useQueryClient();
  const announce = useAnnounce();
  const { id, revision, config, health, telemetry } = target;
  return (
    <TargetForm
      hasSecret={target.hasSecret}
      initial={{
        service: target.service.slug,
        environment: target.environment.slug,
        config,
        secret: "",
        health,
        telemetry,
        live: { slot: "a", version: "" },
      }}
      onCancel={onDone}
      send={async (values) => {
        const saved = await callAction(edit, {
          id,
          revision,
          config: values.config,
          health: values.health,
          telemetry: values.telemetry,
          ...(values.secret ? { secret: values.secret } : {}),
        });
        queryClient.setQueryData(targetKeys.detail(id), saved);
        await queryClient.invalidateQueries({ queryKey: ["target", "list"] });
        announce(`Saved ${targetName(saved)}`);
        onDone();
      }}
    />
  );
}
