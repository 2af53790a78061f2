"use client";

import { NumberInput, TagsInput } from "@mantine/core";
import type { ReactNode } from "react";
import { DurationInput } from "@/components/forms/duration-input";
import { errorsUnder } from "@/components/forms/errors-under";
import type { HealthConfig } from "@/lib/traffic/target-contract";
import type { TargetSectionProps } from "./target-form";
import classes from "./targets.module.css";

interface HealthFieldsProps extends TargetSectionProps {
  readonly health: HealthConfig;
}

export function HealthFields({ problem, health }: HealthFieldsProps): ReactNode {
  const { form } = problem;
  const set = (fields: Partial<HealthConfig>): void => form.setFieldValue("health", { ...health, ...fields });
  return (
    <>
      {(["a", "b"] as const).map((slot) => (
        <TagsInput
          key={slot}
          label={`Addresses of slot ${slot}`}
          required
          description="One per server; Enter after each."
          placeholder={health.urls[slot].length === 0 ? "http://10.0.0.7:8080/healthz" : undefined}
          value={[...health.urls[slot]]}
          error={errorsUnder(form.errors, `health.urls.${slot}`)}
          onChange={(urls) => set({ urls: { ...health.urls, [slot]: urls } })}
        />
      ))}
      <div className={classes.fieldPair}>
        <NumberInput
          label="Expected status"
          hideControls
          value={Number.isNaN(health.expectStatus) ? "" : health.expectStatus}
          error={errorsUnder(form.errors, "health.expectStatus")}
          onChange={(value) => set({ expectStatus: typeof value === "number" ? value : Number.NaN })}
        />
        <DurationInput
          label="Must answer within"
          valueMs={health.timeoutMs}
          error={errorsUnder(form.errors, "health.timeoutMs")}
          onChange={(timeoutMs) => set({ timeoutMs })}
        />
        <DurationInput
          label="Every"
          valueMs={health.intervalMs}
          error={errorsUnder(form.errors, "health.intervalMs")}
          onChange={(intervalMs) => set({ intervalMs })}
        />
      </div>
    </>
  );
}
