"use client";

import { Avatar, Badge } from "@mantine/core";
import {
  IconCalendar,
  IconHome,
  IconListCheck,
  IconRoute,
  IconServer2,
  IconSettings,
  IconStack2,
} from "@tabler/icons-react";
import type { ReactNode } from "react";
import { LiveIndicator } from "@/components/feedback/live-indicator";
import { AppShell } from "@/components/layout/app-shell";
import type { NavSection } from "@/components/layout/navigation";
import { PageHeader } from "@/components/layout/page-header";
import { ChartSpecimens } from "./chart-specimens";
import classes from "./design-gallery.module.css";
import { FeedbackSpecimens } from "./feedback-specimens";
import { FormSpecimens } from "./form-specimens";
import { RolloutSpecimen } from "./rollout-specimen";
import { TableSpecimens } from "./table-specimens";
import { TokenSpecimens } from "./token-specimens";

const icon = { size: 16, stroke: 1.6 } as const;

const sections: readonly NavSection[] = [
  {
    items: [
      { label: "Home", href: "/", icon: <IconHome {...icon} />, goKey: "h" },
      {
        label: "Gallery",
        href: "/design",
        icon: <IconStack2 {...icon} />,
        goKey: "d",
        badge: 2,
        badgeLabel: "2 specimens wait for you",
      },
      { label: "Rollouts", href: "/rollouts", icon: <IconRoute {...icon} />, goKey: "r" },
      { label: "Services", href: "/services", icon: <IconServer2 {...icon} />, goKey: "s" },
      { label: "Calendar", href: "/calendar", icon: <IconCalendar {...icon} />, goKey: "c" },
    ],
  },
  {
    label: "Governance",
    items: [
      { label: "Audit", href: "/audit", icon: <IconListCheck {...icon} />, goKey: "a" },
      { label: "Settings", href: "/settings", icon: <IconSettings {...icon} /> },
    ],
  },
];

export interface DesignGalleryProps {
  /** Moment of the visit, epoch milliseconds. */
  readonly nowMs: number;
}

export function DesignGallery({ nowMs }: DesignGalleryProps): ReactNode {
  return (
    <AppShell
      sections={sections}
      actions={[
        { id: "promote", label: "Promote checkout 4.12.0", group: "Actions", description: "Specimen; does nothing" },
        {
          id: "abort",
          label: "Abort search 1.44.0",
          group: "Actions",
          disabledReason: "It has ended. Nothing is left to abort.",
        },
      ]}
      environmentBadge={
        <Badge variant="default" radius="sm" size="md" tt="none" fw={500}>
          specimen
        </Badge>
      }
      liveIndicator={<LiveIndicator status="live" updatedAtMs={nowMs - 4_000} onPauseChange={() => undefined} />}
      userMenu={<Avatar size={26} radius="xl" name="Ada Wong" color="signal" />}
      sidebarFooter="Signalbox gallery"
    >
      <PageHeader title="Design gallery" answer="Every component with specimen data. Nothing on this page is real." />
      <div className={classes.stack}>
        <RolloutSpecimen nowMs={nowMs} />
        <TableSpecimens nowMs={nowMs} />
        <ChartSpecimens nowMs={nowMs} />
        <FeedbackSpecimens nowMs={nowMs} />
        <FormSpecimens />
        <TokenSpecimens />
      </div>
    </AppShell>
  );
}
