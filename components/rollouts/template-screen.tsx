"use client";

import { Button } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { parseAsBoolean, useQueryState } from "nuqs";
import type { ReactNode } from "react";
import { StepsRail } from "@/components/charts/steps-rail";
import { useAnnounce } from "@/components/feedback/announcer";
import { SkeletonPanel } from "@/components/feedback/delayed-skeleton";
import { DisabledReason } from "@/components/feedback/disabled-reason";
import { EmptyState } from "@/components/feedback/empty-state";
import { ErrorState } from "@/components/feedback/error-state";
import { Time } from "@/components/feedback/time";
import { PageHeader } from "@/components/layout/page-header";
import { Panel } from "@/components/ui/panel";
import { permissions, whoMay } from "@/lib/platform/auth/permissions";
import { callAction, type ServerAction } from "@/lib/platform/http/action-client";
import type { TemplateView } from "@/lib/rollouts/api-contract";
import type { RolloutPlan } from "@/lib/rollouts/contract";
import { fetchTemplate, templateKeys } from "@/lib/rollouts/queries";
import { strategyNames } from "./phase";
import { PlanFacts } from "./plan-facts";
import { planRail } from "./plan-rail";
import { TemplateForm } from "./template-form";
import classes from "./templates.module.css";

interface EditGiven {
  readonly slug: string;
  readonly revision: number;
  readonly name: string;
  readonly description: string;
  readonly ownerTeam: string | null;
  readonly plan: RolloutPlan;
}

export interface TemplateScreenProps {
  readonly slug: string;
  readonly held: readonly string[];
  readonly edit: ServerAction<EditGiven, TemplateView>;
}

/** One template: its plan, and the services that follow it with what they change. */
export function TemplateScreen({ slug, held, edit }: TemplateScreenProps): ReactNode {
  const [isEditing, setIsEditing] = useQueryState("edit", parseAsBoolean.withDefault(false));
  const template = useQuery({
    queryKey: templateKeys.detail(slug),
    queryFn: ({ signal }) => fetchTemplate(slug, signal),
    // What somebody edits must not change under their hands.
    enabled: !isEditing,
  });
  if (!template.data) {
    if (!template.error) return <SkeletonPanel heightPx={320} />;
    return <ErrorState error={template.error} doing="load this template" onRetry={() => void template.refetch()} />;
  }
  const mayWrite = held.includes("template:write");
  return (
    <>
      <TemplateHeader
        template={template.data}
        mayWrite={mayWrite}
        isEditing={isEditing}
        onEdit={() => void setIsEditing(true)}
      />
      {isEditing && mayWrite ? (
        <EditTemplate template={template.data} edit={edit} onDone={() => void setIsEditing(null)} />
      ) : (
        <ShownTemplate template={template.data} />
      )}
    </>
  );
}

interface TemplateHeaderProps {
  readonly template: TemplateView;
  readonly mayWrite: boolean;
  readonly isEditing: boolean;
  readonly onEdit: () => void;
}

function TemplateHeader({ template, mayWrite, isEditing, onEdit }: TemplateHeaderProps): ReactNode {
  const reason = mayWrite ? null : `Needs ${whoMay("template:write")} to ${permissions["template:write"].does}.`;
  return (
    <PageHeader
      breadcrumbs={<Link href="/templates">Templates</Link>}
      title={template.name}
      answer={
        <>
          {template.description || `${strategyNames[template.plan.strategy]}.`} Revision {template.revision}, changed{" "}
          <Time atMs={Date.parse(template.updatedAt)} />
          {template.ownerTeam ? `, owned by ${template.ownerTeam.name}` : ""}.
        </>
      }
      actions={
        isEditing ? undefined : (
          <DisabledReason reason={reason}>
            <Button variant="default" onClick={onEdit}>
              Edit
            </Button>
          </DisabledReason>
        )
      }
    />
  );
}

interface EditTemplateProps {
  readonly template: TemplateView;
  readonly edit: TemplateScreenProps["edit"];
  readonly onDone: () => void;
}

function EditTemplate({ template, edit, onDone }: EditTemplateProps): ReactNode {
  const queryClient = useQueryClient();
  const announce = useAnnounce();
  const { slug, revision, name, description, ownerTeam, plan } = template;
  return (
    <TemplateForm
      isNew={false}
      initial={{ slug, name, description, ownerTeam: ownerTeam?.slug ?? null, plan }}
      onCancel={onDone}
      send={async (values) => {
        const saved = await callAction(edit, { ...values, slug, revision });
        queryClient.setQueryData(templateKeys.detail(slug), saved);
        await queryClient.invalidateQueries({ queryKey: templateKeys.list });
        announce(`Saved ${saved.name}`);
        onDone();
      }}
    />
  );
}

function ShownTemplate({ template }: { readonly template: TemplateView }): ReactNode {
  return (
    <>
      <div className={classes.rail}>
        <Panel title={strategyNames[template.plan.strategy]}>
          <StepsRail steps={planRail(template.plan)} label={`Steps of ${template.name}`} />
        </Panel>
      </div>
      <div className={classes.columns}>
        <Panel title="Plan">
          <PlanFacts plan={template.plan} />
        </Panel>
        <Panel title="Followed by" description="Services that adopted it, with how many values they change" isFlush>
          {template.services.length === 0 ? (
            <EmptyState
              kind="nothing_yet"
              title="No service follows it yet"
              description="Adopt it on a service's page, or name it when a rollout begins."
            />
          ) : (
            <ul className={classes.services}>
              {template.services.map((service) => (
                <li key={service.slug} className={classes.service}>
                  <Link href={`/services/${service.slug}`}>{service.name}</Link>
                  <span className={classes.second}>{overridesInWords(service.overrideCount)}</span>
                </li>
              ))}
            </ul>
          )}
        </Panel>
      </div>
    </>
  );
}

function overridesInWords(count: number): string {
  if (count === 0) return "as it is";
  return count === 1 ? "1 override" : `${count} overrides`;
}
