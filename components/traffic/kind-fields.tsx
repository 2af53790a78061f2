"use client";

import { Select, TagsInput, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import { errorsUnder } from "@/components/forms/errors-under";
import { HAPROXY_FLEET_MAX, type HaproxyTargetConfig } from "@/lib/traffic/contract";
import { ApiServerFields } from "./api-server-fields";
import type { TargetSectionProps } from "./target-form";
import classes from "./targets.module.css";

/** How a data plane of the chosen kind is reached, and what in it is split. */
export function KindFields({ problem }: TargetSectionProps): ReactNode {
  const { config } = problem.form.values;
  switch (config.kind) {
    case "haproxy":
      return <HaproxyFields problem={problem} config={config} />;
    case "edge":
      return <EdgeFields problem={problem} />;
    case "webhook":
      return <WebhookFields problem={problem} />;
    case "gateway_api":
      return (
        <ApiServerFields problem={problem} ca={config.ca}>
          <RouteFields problem={problem} />
        </ApiServerFields>
      );
    case "argo_rollouts":
      return (
        <ApiServerFields problem={problem} ca={config.ca}>
          <RolloutFields problem={problem} />
        </ApiServerFields>
      );
  }
}

function EdgeFields({ problem }: TargetSectionProps): ReactNode {
  const { form } = problem;
  return (
    <div className={classes.fieldPair}>
      <TextInput
        label="Admin address"
        required
        placeholder="http://edge.internal:9901"
        {...form.getInputProps("config.adminUrl")}
      />
      <TextInput label="Name of the service in the edge" required {...form.getInputProps("config.service")} />
    </div>
  );
}

function WebhookFields({ problem }: TargetSectionProps): ReactNode {
  return (
    <TextInput
      label="Address"
      required
      description="It takes the split by POST and answers the real state to GET, signed with the secret."
      placeholder="https://mesh.internal/splits/checkout"
      {...problem.form.getInputProps("config.url")}
    />
  );
}

function RouteFields({ problem }: TargetSectionProps): ReactNode {
  const { form } = problem;
  return (
    <>
      <TextInput
        label="HTTPRoute"
        required
        description="Of gateway.networking.k8s.io/v1. Each of its rules that has one of the Services has both."
        placeholder="checkout"
        {...form.getInputProps("config.route")}
      />
      <div className={classes.fieldPair}>
        {(["a", "b"] as const).map((slot) => (
          <TextInput
            key={slot}
            label={`Service of slot ${slot}`}
            required
            placeholder={`checkout-${slot}`}
            {...form.getInputProps(`config.backends.${slot}`)}
          />
        ))}
      </div>
    </>
  );
}

function RolloutFields({ problem }: TargetSectionProps): ReactNode {
  const { form } = problem;
  return (
    <div className={classes.fieldPair}>
      <TextInput
        label="Rollout"
        required
        description="With a canary strategy, a traffic router, and a step with a pause for each share of your plans."
        placeholder="checkout"
        {...form.getInputProps("config.rollout")}
      />
      <Select
        label="Slot of its stable version"
        required
        description="Today; Signalbox notes it on the Rollout after that."
        allowDeselect={false}
        data={[
          { value: "a", label: "Slot a" },
          { value: "b", label: "Slot b" },
        ]}
        {...form.getInputProps("config.stableSlot")}
      />
    </div>
  );
}

interface HaproxyFieldsProps extends TargetSectionProps {
  readonly config: HaproxyTargetConfig;
}

function HaproxyFields({ problem, config }: HaproxyFieldsProps): ReactNode {
  const { form } = problem;
  return (
    <>
      <div className={classes.fieldPair}>
        <TextInput
          label="Runtime socket"
          required
          description="A path of a Unix socket, or host:port."
          placeholder="/run/haproxy/admin.sock"
          {...form.getInputProps("config.socket")}
        />
        <TextInput
          label="Backend"
          required
          description="Whose servers are weighted."
          placeholder="checkout"
          {...form.getInputProps("config.backend")}
        />
      </div>
      <TagsInput
        label="Further sockets"
        description="Other processes of HAProxy that split the same traffic, with the same backend. Enter after each."
        placeholder={config.moreSockets?.length ? "" : "None: one process has all the traffic"}
        maxTags={HAPROXY_FLEET_MAX - 1}
        value={[...(config.moreSockets ?? [])]}
        error={errorsUnder(form.errors, "config.moreSockets")}
        onChange={(moreSockets) => form.setFieldValue("config", { ...config, moreSockets })}
      />
      <div className={classes.fieldPair}>
        {(["a", "b"] as const).map((slot) => (
          <TagsInput
            key={slot}
            label={`Servers of slot ${slot}`}
            required
            description="Enter after each name."
            value={[...config.slots[slot]]}
            error={errorsUnder(form.errors, `config.slots.${slot}`)}
            onChange={(servers) =>
              form.setFieldValue("config", { ...config, slots: { ...config.slots, [slot]: servers } })
            }
          />
        ))}
      </div>
    </>
  );
}
