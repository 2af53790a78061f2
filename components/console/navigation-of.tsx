import {
  IconActivityHeartbeat,
  IconAlertTriangle,
  IconArrowsSplit2,
  IconBarrierBlock,
  IconCalendarEvent,
  IconChartDots3,
  IconChartHistogram,
  IconFileCheck,
  IconFileImport,
  IconHeartbeat,
  IconHistory,
  IconHome,
  IconKey,
  IconMail,
  IconMessages,
  IconPackages,
  IconPlayerPlay,
  IconPlugConnected,
  IconScale,
  IconServer2,
  IconStack2,
  IconTargetArrow,
  IconTemplate,
  IconTrain,
  IconUsers,
  IconUsersGroup,
  IconVersions,
  IconWebhook,
} from "@tabler/icons-react";
import type { ReactNode } from "react";
import type { NavItem, NavSection } from "@/components/layout/navigation";
import type { Permission } from "@/lib/platform/auth/permissions";

const icon = (Icon: typeof IconHome): ReactNode => <Icon size={16} stroke={1.6} />;

interface Entry extends NavItem {
  readonly needs: Permission;
}

const sections: readonly { readonly label?: string; readonly items: readonly Entry[] }[] = [
  {
    items: [
      { label: "Home", href: "/", icon: icon(IconHome), goKey: "h", needs: "rollout:read" },
      { label: "Rollouts", href: "/rollouts", icon: icon(IconVersions), goKey: "r", needs: "rollout:read" },
      {
        label: "Releases",
        href: "/releases",
        icon: icon(IconTrain),
        goKey: "u",
        needs: "train:read",
        pages: [
          { label: "Cadence", href: "/releases/cadence" },
          { label: "Checklists", href: "/releases/checklists" },
        ],
      },
      {
        label: "Services",
        href: "/services",
        icon: icon(IconPackages),
        goKey: "s",
        needs: "catalog:read",
        pages: [
          { label: "Dependencies", href: "/dependencies" },
          { label: "Can I release?", href: "/dependencies/check" },
        ],
      },
      {
        label: "Deployments",
        href: "/deployments",
        icon: icon(IconHistory),
        goKey: "d",
        needs: "catalog:read",
        pages: [{ label: "Pipelines", href: "/pipelines" }],
      },
      { label: "Incidents", href: "/incidents", icon: icon(IconAlertTriangle), goKey: "i", needs: "incident:read" },
      {
        label: "SLOs",
        href: "/slos",
        icon: icon(IconTargetArrow),
        goKey: "o",
        needs: "slo:read",
        pages: [
          { label: "Alerts", href: "/alerts" },
          { label: "Budget policies", href: "/policies" },
          { label: "SLA clocks", href: "/clocks" },
          { label: "Clock definitions", href: "/clocks/definitions" },
          { label: "Synthetic checks", href: "/synthetics" },
        ],
      },
      {
        label: "Gates",
        href: "/gates",
        icon: icon(IconBarrierBlock),
        goKey: "q",
        needs: "gate:read",
        pages: [
          { label: "Requirements", href: "/gates/requirements" },
          { label: "Change advisory board", href: "/changes/board" },
        ],
      },
      { label: "Calendar", href: "/calendar", icon: icon(IconCalendarEvent), goKey: "c", needs: "catalog:read" },
      {
        label: "Waivers",
        href: "/waivers",
        icon: icon(IconFileCheck),
        goKey: "v",
        needs: "waiver:read",
        pages: [{ label: "Emergency releases", href: "/emergencies" }],
      },
      {
        label: "Reviews",
        href: "/reviews",
        icon: icon(IconMessages),
        goKey: "y",
        needs: "review:read",
        pages: [
          { label: "Breaches", href: "/reviews/breaches" },
          { label: "Root causes", href: "/reviews/root-causes" },
          { label: "Retrospectives", href: "/reviews/retrospectives" },
          { label: "Meetings", href: "/reviews/meetings" },
        ],
      },
    ],
  },
  {
    label: "Figures",
    items: [
      {
        label: "Insights",
        href: "/insights",
        icon: icon(IconChartHistogram),
        goKey: "f",
        needs: "insights:read",
        pages: [
          { label: "Anomalies", href: "/insights/anomalies" },
          { label: "Risk of changes", href: "/insights/risk" },
          { label: "Forecast", href: "/insights/forecast" },
          { label: "Benchmarks", href: "/insights/benchmarks" },
          { label: "Failure patterns", href: "/insights/patterns" },
        ],
      },
      {
        label: "Release health",
        href: "/releases-health",
        icon: icon(IconActivityHeartbeat),
        goKey: "b",
        needs: "insights:read",
      },
      { label: "Reports", href: "/reports", icon: icon(IconMail), needs: "insights:read" },
    ],
  },
  {
    label: "Platform",
    items: [
      { label: "Environments", href: "/environments", icon: icon(IconStack2), goKey: "e", needs: "catalog:read" },
      { label: "Templates", href: "/templates", icon: icon(IconTemplate), goKey: "t", needs: "rollout:read" },
      { label: "Targets", href: "/targets", icon: icon(IconArrowsSplit2), goKey: "a", needs: "target:read" },
      { label: "Metric sources", href: "/sources", icon: icon(IconChartDots3), goKey: "m", needs: "target:read" },
      { label: "Signals", href: "/signals", icon: icon(IconWebhook), goKey: "k", needs: "signal:read" },
      {
        label: "Connections",
        href: "/connections",
        icon: icon(IconPlugConnected),
        goKey: "n",
        needs: "connection:read",
      },
      { label: "History imports", href: "/imports", icon: icon(IconFileImport), needs: "catalog:read" },
      { label: "Control loop", href: "/system", icon: icon(IconHeartbeat), goKey: "w", needs: "system:read" },
    ],
  },
  {
    label: "Proof",
    items: [
      { label: "Audit", href: "/audit", icon: icon(IconServer2), goKey: "l", needs: "audit:read" },
      { label: "Reconciliation", href: "/reconciliation", icon: icon(IconScale), needs: "catalog:read" },
    ],
  },
  {
    label: "Settings",
    items: [
      { label: "Users", href: "/settings/users", icon: icon(IconUsers), needs: "identity:read" },
      { label: "Teams", href: "/settings/teams", icon: icon(IconUsersGroup), needs: "team:read" },
      { label: "API tokens", href: "/settings/tokens", icon: icon(IconKey), needs: "token:own" },
    ],
  },
];

const demonstration: Entry = {
  label: "Demonstration",
  href: "/demo",
  icon: icon(IconPlayerPlay),
  goKey: "p",
  needs: "rollout:read",
};

/** The pages that this person may open, with the number of rollouts that wait for somebody. */
export function navigationOf(held: ReadonlySet<string>, waiting: number, hasDemo: boolean): readonly NavSection[] {
  return sections.flatMap(({ label, items }, index) => {
    const open = [...items, ...(hasDemo && index === 0 ? [demonstration] : [])]
      .filter((item) => held.has(item.needs))
      .map(({ needs: _needs, ...item }) => withBadge(item, waiting));
    return open.length > 0 ? [{ ...(label ? { label } : {}), items: open }] : [];
  });
}

function withBadge(item: NavItem, waiting: number): NavItem {
  if (item.href !== "/rollouts" || waiting === 0) return item;
  const badgeLabel = waiting === 1 ? "1 rollout waits for a person" : `${waiting} rollouts wait for a person`;
  return { ...item, badge: waiting, badgeLabel };
}
