"use client";

import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { DisabledReason } from "@/components/feedback/disabled-reason";
import { permissions, whoMay } from "@/lib/platform/auth/permissions";

export interface ShipButtonProps {
  readonly held: readonly string[];
  /** Fills in the form. */
  readonly service?: string;
  readonly environment?: string;
  readonly variant?: "filled" | "default";
}

/** The way to the form that starts a rollout; for those who may not, a button that says who may. */
export function ShipButton({ held, service, environment, variant = "filled" }: ShipButtonProps): ReactNode {
  const icon = <IconPlus size={14} stroke={2} />;
  if (!held.includes("rollout:start")) {
    return (
      <DisabledReason reason={`Needs ${whoMay("rollout:start")} to ${permissions["rollout:start"].does}.`}>
        <Button variant={variant} leftSection={icon}>
          Ship a version
        </Button>
      </DisabledReason>
    );
  }
  const query = new URLSearchParams({
    ...(service ? { service } : {}),
    ...(environment ? { environment } : {}),
  }).toString();
  return (
    <Button component={Link} href={`/rollouts/new${query ? `?${query}` : ""}`} variant={variant} leftSection={icon}>
      Ship a version
    </Button>
  );
}
