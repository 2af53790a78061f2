"use client";

import { Button } from "@mantine/core";
import Link from "next/link";
import type { ReactNode } from "react";
import { DisabledReason } from "@/components/feedback/disabled-reason";
import { ErrorState } from "@/components/feedback/error-state";
import classes from "./demo-strip.module.css";
import type { ShipPanelProps } from "./ship-panel";
import { useDemo } from "./use-demo";
import { useShip } from "./use-ship";

/** On the first page: one press ships a version that fails, and shows what becomes of it. */
export function DemoStrip({ ship }: Pick<ShipPanelProps, "ship">): ReactNode {
  const demo = useDemo();
  const { send, sending, error } = useShip(ship, demo.data);
  // One that is free; the last of the list is the one that matters least to the shop.
  const service = demo.data?.services.find((one) => one.busy === null) ?? demo.data?.services.at(-1);
  if (!service) return null;
  return (
    <aside className={classes.strip} aria-label="Demonstration">
      <p className={classes.words}>
        <strong>This is a live demonstration.</strong> A small shop with real visitors. Ship it a version that fails
        every request, and watch it leave.
      </p>
      <div className={classes.actions}>
        <Link href="/demo" className={classes.more}>
          Other faults
        </Link>
        <DisabledReason reason={service.busy}>
          <Button
            size="sm"
            variant="default"
            loading={sending !== null}
            onClick={() => void send({ service: service.slug, fault: "errors" })}
          >
            Ship a bad version of {service.name}
          </Button>
        </DisabledReason>
      </div>
      {error ? <ErrorState error={error} doing="ship the version" /> : null}
    </aside>
  );
}
