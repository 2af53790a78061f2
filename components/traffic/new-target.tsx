"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import type { ReactNode } from "react";
import { callAction, type ServerAction } from "@/lib/platform/http/action-client";
import type { TargetConfig } from "@/lib/traffic/contract";
import type { HealthConfig, TargetView, TelemetryBinding } from "@/lib/traffic/target-contract";
import { TargetForm, type TargetFormProps } from "./target-form";
import { emptyConfig, emptyHealth } from "./target-values";

interface CreateTargetGiven {
  readonly service: string;
  readonly environment: string;
  readonly config: TargetConfig;
  readonly secret?: string;
  readonly health: HealthConfig | null;
  readonly telemetry: TelemetryBinding[];
  readonly live: { readonly slot: "a" | "b"; readonly version: string };
}

export interface NewTargetProps extends NonNullable<TargetFormProps["places"]> {
  readonly create: ServerAction<CreateTargetGiven, TargetView>;
  /** Asked for at once, so that the page that opens shows what works. */
  readonly test: ServerAction<{ readonly id: string }, unknown>;
  readonly initial: { readonly service: string; readonly environment: string };
}

export function NewTarget({ services, environments, create, test, initial }: NewTargetProps): ReactNode {
  const router = useRouter();
  const queryClient = useQueryClient();
  return (
    <TargetForm
      places={{ services, environments }}
      hasSecret={false}
      initial={{
        service: initial.service || null,
        environment: initial.environment || null,
        config: emptyConfig("haproxy"),
        secret: "",
        health: emptyHealth,
        telemetry: [{ source: "target", selectors: { a: {}, b: {} } }],
        live: { slot: "a", version: "" },
      }}
      onCancel={() => router.push("/targets")}
      send={async ({ service, environment, secret, ...values }) => {
        const made = await callAction(create, {
          ...values,
          service: service ?? "",
          environment: environment ?? "",
          ...(secret ? { secret } : {}),
        } as CreateTargetGiven);
        // The target stands even when the test cannot be asked for; its page says so.
        await callAction(test, { id: made.id }).catch(() => undefined);
        await queryClient.invalidateQueries({ queryKey: ["target"] });
        router.push(`/targets/${made.id}`);
      }}
    />
  );
}
