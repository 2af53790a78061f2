"use client";

import Link from "next/link";
import type { ReactNode } from "react";
import { StatusBadge } from "@/components/feedback/status-badge";
import { Panel } from "@/components/ui/panel";
import type { CarAtStop, TrainView } from "@/lib/releases/contract";
import classes from "./releases.module.css";
import { standingBadge } from "./train-words";

interface Cell {
  readonly train: TrainView;
  readonly version: string;
  readonly at: CarAtStop;
}

const over = ["arrived", "rolled_back", "cancelled"];

/** Every service of an open release against the environments that it goes to. Nothing is shown when nothing is open. */
export function ServiceMatrix({ trains }: { readonly trains: readonly TrainView[] }): ReactNode {
  const open = trains.filter(({ phase }) => !over.includes(phase));
  if (open.length === 0) return null;
  const environments = new Map(open.flatMap(({ stops }) => stops.map(({ slug, name }) => [slug, name] as const)));
  const services = new Map(
    open.flatMap(({ cars }) => cars.map(({ service }) => [service.slug, service.name] as const)),
  );
  return (
    <Panel
      title="Where each service is"
      description="Services of open releases and the environments they go to"
      isFlush
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard. */}
      <section className={classes.scroll} aria-label="Services by environment" tabIndex={0}>
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col">Service</th>
              {[...environments].map(([slug, name]) => (
                <th key={slug} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {[...services].map(([service, name]) => (
              <tr key={service}>
                <th scope="row">{name}</th>
                {[...environments.keys()].map((environment) => (
                  <td key={environment}>
                    <Cells cells={cellsOf(open, service, environment)} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </Panel>
  );
}

function cellsOf(trains: readonly TrainView[], service: string, environment: string): Cell[] {
  return trains.flatMap((train) => {
    const stop = train.stops.findIndex(({ slug }) => slug === environment);
    const car = train.cars.find((one) => one.service.slug === service);
    const at = car?.at.find((one) => one.stop === stop);
    return car && at ? [{ train, version: car.version, at }] : [];
  });
}

function Cells({ cells }: { readonly cells: readonly Cell[] }): ReactNode {
  if (cells.length === 0) return <span className={classes.muted}>–</span>;
  return cells.map(({ train, version, at }) => (
    <span key={train.id} className={classes.name}>
      <Link href={`/releases/${train.id}`}>
        {version} · {train.reference}
      </Link>
      <StatusBadge {...standingBadge(at.standing)} />
    </span>
  ));
}
