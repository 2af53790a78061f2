"use client";

import { Button } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { type ReactNode, useState } from "react";
import { ConfirmAction } from "@/components/feedback/confirm-action";
import { DisabledReason } from "@/components/feedback/disabled-reason";
import { StatusBadge } from "@/components/feedback/status-badge";
import { ToldText } from "@/components/feedback/told";
import { Panel } from "@/components/ui/panel";
import { callAction } from "@/lib/platform/http/action-client";
import type { CarAtStop, TrainCarView, TrainDetail } from "@/lib/releases/contract";
import { trainKeys } from "@/lib/releases/queries";
import classes from "./releases.module.css";
import type { TrainCommands } from "./train-actions";
import { serviceNamer, standingBadge } from "./train-words";

export interface TrainCarsProps extends Pick<TrainCommands, "leave"> {
  readonly train: TrainDetail;
}

/** The services of a release in their order, with their rollouts at every stop. */
export function TrainCars({ train, leave }: TrainCarsProps): ReactNode {
  const [asked, setAsked] = useState<TrainCarView | null>(null);
  const queryClient = useQueryClient();
  const order = train.order.flat();
  const cars = train.cars.toSorted((one, other) => order.indexOf(one.service.slug) - order.indexOf(other.service.slug));
  const { id, revision } = train;
  const nameOf = serviceNamer(train);
  return (
    <Panel title="Services" description="In the order in which they move" isFlush>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard. */}
      <section className={classes.scroll} aria-label="Services of this release" tabIndex={0}>
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col">Service</th>
              <th scope="col">Goes with it</th>
              {train.stops.map(({ slug, name }) => (
                <th key={slug} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {cars.map((car) => (
              <tr key={car.id}>
                <th scope="row">
                  <span className={classes.name}>
                    <Link href={`/services/${car.service.slug}`}>{car.service.name}</Link>
                    <span>{car.version}</span>
                    <span className={classes.muted}>{afterWords(car, nameOf)}</span>
                  </span>
                </th>
                <td>
                  <GoesWith car={car} />
                </td>
                {car.at.map((at) => (
                  <td key={at.stop}>
                    <AtStop at={at} />
                    {mayLeave(train, car, at) ? (
                      <DisabledReason reason={train.may.rollBack}>
                        <Button size="compact-xs" variant="default" onClick={() => setAsked(car)}>
                          Leave it there
                        </Button>
                      </DisabledReason>
                    ) : null}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <ConfirmAction
        isOpen={asked !== null}
        onClose={() => setAsked(null)}
        label={`Leave ${asked?.service.name ?? ""} where it is`}
        changes="It keeps its new version, and what it needs may go back under it."
        where={train.stops[train.stopIndex]?.name ?? ""}
        blastRadius={asked?.service.name ?? ""}
        tone="danger"
        isReasonRequired
        onConfirm={async (reason) => {
          await callAction(leave, { id, revision, service: asked?.service.slug ?? "", reason });
          await queryClient.invalidateQueries({ queryKey: trainKeys.all });
        }}
      />
    </Panel>
  );
}

/** Only what was refused on its way back can be left: everything else goes by itself. */
function mayLeave(train: TrainDetail, car: TrainCarView, at: CarAtStop): boolean {
  return (
    train.phase === "rolling_back" &&
    at.stop === train.stopIndex &&
    at.refusal.length > 0 &&
    train.rollback?.services.includes(car.service.slug) === true &&
    !train.rollback.left.includes(car.service.slug)
  );
}

function afterWords({ after }: TrainCarView, nameOf: (slug: string) => string): string {
  if (after.length === 0) return "goes after nothing";
  const words = after.map(
    ({ service, isDeclared }) => `${nameOf(service)}${isDeclared ? "" : " (known from the graph)"}`,
  );
  return `after ${words.join(", ")}`;
}

function GoesWith({ car }: { readonly car: TrainCarView }): ReactNode {
  const parts = [
    ...(car.schema ? [`schema ${car.schema.min} to ${car.schema.max}`] : []),
    ...(car.config === null ? [] : [`configuration ${car.config}`]),
    ...(car.flags.length === 0 ? [] : [`flags ${car.flags.join(", ")}`]),
  ];
  return <span className={classes.muted}>{parts.length === 0 ? "the build alone" : parts.join(" · ")}</span>;
}

function AtStop({ at }: { readonly at: CarAtStop }): ReactNode {
  return (
    <span className={classes.name}>
      <StatusBadge {...standingBadge(at.standing)} />
      {at.rollout ? (
        <Link href={`/rollouts/${at.rollout.id}`}>
          Rollout #{at.rollout.number}, {at.rollout.phase.replace("_", " ")}, {at.rollout.sharePercent} %
        </Link>
      ) : null}
      {at.back ? (
        <Link href={`/rollouts/${at.back.id}`}>
          Way back #{at.back.number}, {at.back.phase.replace("_", " ")}
        </Link>
      ) : null}
      <span className={classes.muted}>
        {at.live === null ? "nobody knows what is there" : `${at.live} has the traffic`}
      </span>
      {at.refusal.map(({ message, remedy }) => (
        <span key={message} className={classes.muted}>
          <ToldText text={`${message} ${remedy ?? ""}`} />
        </span>
      ))}
    </span>
  );
}
