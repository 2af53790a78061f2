"use client";

import { Button, SegmentedControl } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { DisabledReason } from "@/components/feedback/disabled-reason";
import { ErrorState } from "@/components/feedback/error-state";
import { Panel } from "@/components/ui/panel";
import type { ShipFault, ShipmentView, ShipVersionInput } from "@/lib/demo/contract";
import { permissions, whoMay } from "@/lib/platform/auth/permissions";
import type { ServerAction } from "@/lib/platform/http/action-client";
import { faultOrder, faultWords } from "./fault-words";
import classes from "./ship-panel.module.css";
import { useDemo } from "./use-demo";
import { useShip } from "./use-ship";

export interface ShipPanelProps {
  readonly held: readonly string[];
  readonly ship: ServerAction<ShipVersionInput, ShipmentView>;
}

/** Choose a service of the shop and what to ship to it; goes to the rollout's page as soon as there is one. */
export function ShipPanel({ held, ship }: ShipPanelProps): ReactNode {
  const demo = useDemo();
  const [chosen, setChosen] = useState<string | null>(null);
  const { send, sending, error } = useShip(ship, demo.data);
  const services = demo.data?.services ?? [];
  const service =
    services.find((one) => one.slug === chosen) ?? services.find((one) => one.slug === "checkout") ?? services[0];
  const needs = "rollout:start";
  const forbidden = held.includes(needs) ? null : `Needs ${whoMay(needs)} to ${permissions[needs].does}.`;
  const reason = forbidden ?? service?.busy ?? null;
  return (
    <Panel title="Ship a version" description="The shop has real visitors; watch what they get.">
      {service ? (
        <div className={classes.panel}>
          <SegmentedControl
            aria-label="Service"
            value={service.slug}
            onChange={setChosen}
            data={services.map(({ slug, name, liveVersion }) => ({
              value: slug,
              label: `${name} ${liveVersion ?? ""}`,
            }))}
          />
          <p className={classes.busy} aria-live="polite">
            {sending ? `Deploying to the idle slot of ${service.name} …` : (service.busy ?? "Nothing is on its way.")}
          </p>
          <ul className={classes.choices}>
            {faultOrder.map((fault) => (
              <Choice
                key={fault}
                fault={fault}
                reason={reason}
                isSending={sending === fault}
                onShip={() => void send({ service: service.slug, fault })}
              />
            ))}
          </ul>
        </div>
      ) : (
        <p className={classes.busy}>The shop is being built; this takes a few seconds.</p>
      )}
      {error ? <ErrorState error={error} doing="ship the version" /> : null}
    </Panel>
  );
}

interface ChoiceProps {
  readonly fault: ShipFault;
  readonly reason: string | null;
  readonly isSending: boolean;
  readonly onShip: () => void;
}

function Choice({ fault, reason, isSending, onShip }: ChoiceProps): ReactNode {
  const { title, outlook } = faultWords[fault];
  return (
    <li className={classes.choice}>
      <div>
        <div className={classes.title}>{title}</div>
        <div className={classes.outlook}>{outlook}</div>
      </div>
      <DisabledReason reason={reason}>
        <Button
          variant={fault === "errors" ? "filled" : "default"}
          size="sm"
          loading={isSending}
          onClick={onShip}
          aria-label={`Ship ${title.toLowerCase()}`}
        >
          Ship
        </Button>
      </DisabledReason>
    </li>
  );
}
