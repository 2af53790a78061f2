"use client";

import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { SkeletonRows } from "@/components/feedback/delayed-skeleton";
import { EmptyState } from "@/components/feedback/empty-state";
import { ErrorState } from "@/components/feedback/error-state";
import { Time } from "@/components/feedback/time";
import { Panel } from "@/components/ui/panel";
import type { VersionView } from "@/lib/catalog/contract";
import { fetchVersions, serviceKeys } from "@/lib/catalog/queries";
import classes from "./catalog.module.css";

/** The newest versions of a service and where each runs. */
export function VersionPanel({ slug }: { readonly slug: string }): ReactNode {
  const versions = useQuery({
    queryKey: serviceKeys.versions(slug),
    queryFn: ({ signal }) => fetchVersions(slug, signal),
  });
  return (
    <Panel title="Versions" isFlush>
      {versions.data ? (
        <VersionRows slug={slug} versions={versions.data.items} />
      ) : versions.error ? (
        <ErrorState error={versions.error} doing="load the versions" onRetry={() => void versions.refetch()} />
      ) : (
        <SkeletonRows rows={3} />
      )}
    </Panel>
  );
}

function VersionRows({
  slug,
  versions,
}: {
  readonly slug: string;
  readonly versions: readonly VersionView[];
}): ReactNode {
  if (versions.length === 0) {
    return (
      <EmptyState
        kind="nothing_yet"
        title="No versions yet"
        description="Let the pipeline that builds it say so:"
        command={`signalbox version register --service ${slug} --version 1.0.0`}
      />
    );
  }
  return (
    <ul className={classes.list}>
      {versions.map((version) => (
        <li key={version.id} className={classes.listRow}>
          <span className={classes.name}>
            <span className={classes.version}>{version.name}</span>
            <span className={classes.slug}>
              {version.commitSha ? <span className={classes.mono}>{version.commitSha.slice(0, 10)} · </span> : null}
              <Time atMs={Date.parse(version.createdAt)} />
            </span>
          </span>
          <span className={classes.chips}>
            {version.runsIn.map((place) => (
              <span key={`${place.environment} ${place.slot}`} className={classes.chip}>
                {place.environment}
                {place.isLive ? " live" : ` slot ${place.slot}`}
              </span>
            ))}
          </span>
        </li>
      ))}
    </ul>
  );
}
