import Link from "next/link";
import type { ReactNode } from "react";
import { ShareBar } from "@/components/charts/share-bar";
import { StatusBadge } from "@/components/feedback/status-badge";
import { Time } from "@/components/feedback/time";
import { Panel } from "@/components/ui/panel";
import type { RunningInEnvironment } from "@/lib/catalog/contract";
import classes from "./catalog.module.css";
import { rolloutStatus } from "./phase-status";

/** Every environment in order: the version that has the traffic, the slots behind it, the rollout that is under way. */
export function RunningPanel({ running }: { readonly running: readonly RunningInEnvironment[] }): ReactNode {
  if (running.length === 0) {
    return (
      <Panel title="What runs where">
        <span className={classes.muted}>
          There are no environments yet. <Link href="/environments">Create the first</Link>
        </span>
      </Panel>
    );
  }
  return (
    <Panel title="What runs where" isFlush>
      <ul className={classes.list}>
        {running.map((one) => (
          <li key={one.environment.id} className={classes.environment}>
            <span className={classes.name}>
              <strong>{one.environment.name}</strong>
              <span className={classes.slug}>{one.environment.kind}</span>
            </span>
            <Live running={one} />
            <div className={classes.environmentMore}>
              <Movement running={one} />
            </div>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Live({ running }: { readonly running: RunningInEnvironment }): ReactNode {
  const { live } = running;
  if (!live) return <span className={classes.muted}>Nothing</span>;
  return (
    <span className={classes.name}>
      <span className={classes.version}>{live.version}</span>
      <span className={classes.slug}>
        {live.from === "target" ? "since " : "deployed "}
        <Time atMs={Date.parse(live.since)} />
      </span>
    </span>
  );
}

function Movement({ running }: { readonly running: RunningInEnvironment }): ReactNode {
  const { rollout, queuedRollouts } = running;
  const queued = queuedRollouts === 0 ? null : `${queuedRollouts} queued`;
  if (!rollout) return <SlotLine running={running} queued={queued} />;
  const { status, label } = rolloutStatus(rollout);
  return (
    <div className={classes.rollout}>
      <div className={classes.rolloutLine}>
        <Link href={`/rollouts/${rollout.id}`}>
          #{rollout.number} {rollout.stableVersion} → {rollout.canaryVersion}
        </Link>
        <StatusBadge status={status} label={label} />
      </div>
      <ShareBar setPercent={rollout.desiredSharePercent} observedPercent={rollout.observedSharePercent} />
      {queued ? <span className={classes.slots}>{queued}</span> : null}
    </div>
  );
}

function SlotLine({
  running,
  queued,
}: {
  readonly running: RunningInEnvironment;
  readonly queued: string | null;
}): ReactNode {
  if (running.targetId === null) {
    return (
      <span className={classes.slots}>{running.live ? "Imported; no target steers its traffic" : "No target"}</span>
    );
  }
  return (
    <span className={classes.slots}>
      {running.slots.map((slot) => (
        <span key={slot.slot}>
          Slot {slot.slot}: {slot.version ?? "empty"}
          {slot.isLive ? " (live)" : ""}
        </span>
      ))}
      {queued ? <span>{queued}</span> : null}
    </span>
  );
}
