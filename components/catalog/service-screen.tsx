"use client";

import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { type ReactNode, useState } from "react";
import { SkeletonPanel } from "@/components/feedback/delayed-skeleton";
import { DisabledReason } from "@/components/feedback/disabled-reason";
import { ErrorState } from "@/components/feedback/error-state";
import { StatusBadge } from "@/components/feedback/status-badge";
import { PageHeader } from "@/components/layout/page-header";
import { Facts } from "@/components/ui/facts";
import { Panel } from "@/components/ui/panel";
import type { ServiceDetail, ServiceView } from "@/lib/catalog/contract";
import { tierMeaning, tierTitle } from "@/lib/catalog/domain/tier";
import { fetchService, serviceKeys } from "@/lib/catalog/queries";
import { whoMay } from "@/lib/platform/auth/permissions";
import type { ServerAction } from "@/lib/platform/http/action-client";
import { ArchiveService } from "./archive-service";
import classes from "./catalog.module.css";
import { RecentDeployments } from "./recent-deployments";
import { RunningPanel } from "./running-panel";
import { VersionPanel } from "./version-panel";

export interface ArchiveInput {
  readonly slug: string;
  readonly revision: number;
  readonly reason?: string;
}

export interface ServiceScreenProps {
  readonly slug: string;
  readonly canWrite: boolean;
  readonly archive: ServerAction<ArchiveInput, ServiceView>;
  readonly restore: ServerAction<ArchiveInput, ServiceView>;
  /** Further actions of the header. */
  readonly actions?: ReactNode;
  /** Further panels of the main column. */
  readonly children?: ReactNode;
}

/** One service: what runs where, what moves, what was deployed. */
export function ServiceScreen(props: ServiceScreenProps): ReactNode {
  const { slug, children } = props;
  const service = useQuery({
    queryKey: serviceKeys.detail(slug),
    queryFn: ({ signal }) => fetchService(slug, signal),
    refetchInterval: 15_000,
  });
  if (!service.data) {
    if (!service.error) return <SkeletonPanel heightPx={320} />;
    return <ErrorState error={service.error} doing="load this service" onRetry={() => void service.refetch()} />;
  }
  return (
    <>
      <ServiceHeader {...props} service={service.data} />
      <div className={classes.columns}>
        <div className={classes.column}>
          <RunningPanel running={service.data.running} />
          {children}
          <RecentDeployments slug={slug} deployments={service.data.recentDeployments} />
        </div>
        <div className={classes.column}>
          <About service={service.data} />
          <VersionPanel slug={slug} />
        </div>
      </div>
    </>
  );
}

function ServiceHeader(props: ServiceScreenProps & { readonly service: ServiceDetail }): ReactNode {
  const { service, canWrite } = props;
  // What was asked for stays what the dialog says, also when the service has changed behind it.
  const [asked, setAsked] = useState<"archive" | "restore">("archive");
  const [isAsking, setIsAsking] = useState(false);
  const missing = canWrite ? null : `Needs ${whoMay("catalog:write")}.`;
  const isArchived = service.archivedAt !== null;
  return (
    <>
      <PageHeader
        title={service.name}
        breadcrumbs={<Link href="/services">Services</Link>}
        status={isArchived ? <StatusBadge status="neutral" label="Archived" variant="soft" /> : undefined}
        answer={answerOf(service)}
        actions={
          <>
            <DisabledReason reason={missing}>
              <Button
                variant="default"
                onClick={() => {
                  setAsked(isArchived ? "restore" : "archive");
                  setIsAsking(true);
                }}
              >
                {isArchived ? "Restore" : "Archive"}
              </Button>
            </DisabledReason>
            <DisabledReason reason={missing}>
              <Button variant="default" component={Link} href={`/services/${service.slug}/edit`}>
                Edit
              </Button>
            </DisabledReason>
            {props.actions}
          </>
        }
      />
      <ArchiveService
        service={service}
        asked={asked}
        run={props[asked]}
        isOpen={isAsking}
        onClose={() => setIsAsking(false)}
      />
    </>
  );
}

function answerOf(service: ServiceDetail): string {
  const live = service.running.filter((one) => one.live !== null).length;
  const moving = service.running.filter((one) => one.rollout !== null);
  const runs = live === 0 ? "It runs nowhere yet" : `It runs in ${live} of ${service.running.length} environments`;
  if (moving.length === 0) return `${runs}; nothing is moving.`;
  return `${runs}; a rollout is under way in ${moving.map((one) => one.environment.name).join(" and ")}.`;
}

function About({ service }: { readonly service: ServiceDetail }): ReactNode {
  return (
    <Panel title="About">
      <Facts
        layout="rows"
        facts={[
          { term: "Slug", value: <span className={classes.mono}>{service.slug}</span> },
          { term: "Tier", value: `${tierTitle(service.tier)}: ${tierMeaning(service.tier).toLowerCase()}` },
          { term: "Team", value: service.ownerTeam?.name ?? "No team" },
          { term: "Repository", value: <Repository url={service.repositoryUrl} /> },
        ]}
      />
      {service.description ? <p className={classes.prose}>{service.description}</p> : null}
    </Panel>
  );
}

function Repository({ url }: { readonly url: string | null }): ReactNode {
  if (url === null) return "Not given";
  // What was stored is http or https; anything else would not be made a link.
  if (!/^https?:\/\//.test(url)) return url;
  return (
    <a href={url} rel="noreferrer noopener" target="_blank">
      {url.replace(/^https?:\/\//, "")}
    </a>
  );
}
