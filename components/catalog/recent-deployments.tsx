import Link from "next/link";
import type { ReactNode } from "react";
import { StatusBadge } from "@/components/feedback/status-badge";
import { Time } from "@/components/feedback/time";
import { Panel } from "@/components/ui/panel";
import type { RecentDeployment } from "@/lib/catalog/contract";
import classes from "./catalog.module.css";
import { deploymentStatus } from "./phase-status";

interface RecentDeploymentsProps {
  readonly slug: string;
  readonly deployments: readonly RecentDeployment[];
}

/** The last deployments of a service, newest first. */
export function RecentDeployments({ slug, deployments }: RecentDeploymentsProps): ReactNode {
  return (
    <Panel
      title="Recent deployments"
      isFlush={deployments.length > 0}
      actions={
        <Link className={classes.more} href={`/deployments?service=${slug}`}>
          All deployments
        </Link>
      }
    >
      {deployments.length === 0 ? (
        <span className={classes.muted}>Nothing was deployed yet.</span>
      ) : (
        <ul className={classes.list}>
          {deployments.map((one) => (
            <li key={one.id} className={classes.listRow}>
              <span className={classes.name}>
                <span className={classes.version}>
                  {one.rolloutId ? <Link href={`/rollouts/${one.rolloutId}`}>{one.version}</Link> : one.version}
                  {one.attempt > 1 ? <span className={classes.muted}> attempt {one.attempt}</span> : null}
                </span>
                <span className={classes.slug}>
                  {one.environment.name} · {one.startedBy === "" ? one.origin : `${one.origin} by ${one.startedBy}`} ·{" "}
                  <Time atMs={Date.parse(one.startedAt)} />
                </span>
              </span>
              <StatusBadge {...deploymentStatus(one.state)} />
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
