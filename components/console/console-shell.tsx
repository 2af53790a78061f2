"use client";

import { useMantineColorScheme } from "@mantine/core";
import { IconClockHour4, IconLayoutRows, IconMoon, IconPlus, IconServerBolt } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useMemo } from "react";
import { AppShell } from "@/components/layout/app-shell";
import type { CommandAction, Shortcut } from "@/components/layout/navigation";
import { usePreferences } from "@/components/layout/preferences";
import { PrintLine } from "@/components/layout/print-line";
import { LiveStatus } from "@/components/live/live-status";
import { type Permission, permissions, type Role, whoMay } from "@/lib/platform/auth/permissions";
import { fetchOverview, rolloutKeys } from "@/lib/rollouts/queries";
import { keysOfHint } from "./hint-keys";
import { navigationOf } from "./navigation-of";
import { UserMenu } from "./user-menu";

export interface ConsoleShellProps {
  readonly person: { readonly name: string; readonly email: string; readonly roles: readonly Role[] };
  /** What the person may do, to draw the menu; every page and command asks again by itself. */
  readonly held: readonly Permission[];
  /** Whether the demonstration runs here. */
  readonly hasDemo: boolean;
  readonly children: ReactNode;
}

/** The chrome of every signed-in page, with the one connection that keeps the page live. */
export function ConsoleShell({ person, held, hasDemo, children }: ConsoleShellProps): ReactNode {
  const may = useMemo(() => new Set<string>(held), [held]);
  const overview = useQuery({
    queryKey: rolloutKeys.overview,
    queryFn: ({ signal }) => fetchOverview(signal),
    enabled: may.has("rollout:read"),
    staleTime: 30_000,
  });
  const waiting = overview.data?.active.filter((rollout) => rollout.needsAttention).length ?? 0;
  const sections = useMemo(() => navigationOf(may, waiting, hasDemo), [may, waiting, hasDemo]);
  const { actions, shortcuts } = useCommands(may);
  return (
    <AppShell
      sections={sections}
      actions={actions}
      shortcuts={shortcuts}
      liveIndicator={<LiveStatus keysOf={keysOfHint} />}
      userMenu={<UserMenu {...person} />}
    >
      <PrintLine person={person.name} />
      {children}
    </AppShell>
  );
}

function useCommands(may: ReadonlySet<string>): {
  readonly actions: readonly CommandAction[];
  readonly shortcuts: readonly Shortcut[];
} {
  const { toggleColorScheme } = useMantineColorScheme();
  const { preferences, setPreferences } = usePreferences();
  const { density, timeZoneMode } = preferences;
  return useMemo(() => {
    const switchDensity = (): void => setPreferences({ density: density === "compact" ? "comfortable" : "compact" });
    const switchZone = (): void => setPreferences({ timeZoneMode: timeZoneMode === "utc" ? "local" : "utc" });
    return {
      actions: [
        ...creations(may),
        {
          id: "density",
          label: density === "compact" ? "Comfortable rows" : "Compact rows",
          group: "View",
          icon: <IconLayoutRows size={16} stroke={1.6} />,
          keywords: ["density"],
          onSelect: switchDensity,
        },
        {
          id: "zone",
          label: timeZoneMode === "utc" ? "Show times in my zone" : "Show times in UTC",
          group: "View",
          icon: <IconClockHour4 size={16} stroke={1.6} />,
          shortcut: "z",
          onSelect: switchZone,
        },
        {
          id: "theme",
          label: "Switch between light and dark",
          group: "View",
          icon: <IconMoon size={16} stroke={1.6} />,
          keywords: ["theme"],
          onSelect: toggleColorScheme,
        },
      ],
      shortcuts: [
        ...(may.has("rollout:start") ? [{ keys: "n", label: "Ship a version", href: "/rollouts/new" }] : []),
        { keys: "z", label: "Times in UTC or in my zone", onPress: switchZone },
      ],
    };
  }, [may, density, timeZoneMode, setPreferences, toggleColorScheme]);
}

const wanted: readonly {
  readonly label: string;
  readonly href: string;
  readonly needs: Permission;
  readonly key?: string;
}[] = [
  { label: "Ship a version", href: "/rollouts/new", needs: "rollout:start", key: "n" },
  { label: "Create a template", href: "/templates/new", needs: "template:write" },
  { label: "Connect a target", href: "/targets/new", needs: "target:write" },
  { label: "Add a metric source", href: "/sources/new", needs: "target:write" },
];

function creations(may: ReadonlySet<string>): CommandAction[] {
  return wanted.map(({ label, href, needs, key }) => ({
    id: `new:${href}`,
    label,
    group: "Do",
    icon: needs === "rollout:start" ? <IconServerBolt size={16} stroke={1.6} /> : <IconPlus size={16} stroke={1.6} />,
    href,
    ...(key ? { shortcut: key } : {}),
    ...(may.has(needs) ? {} : { disabledReason: `Needs ${whoMay(needs)} to ${permissions[needs].does}.` }),
  }));
}
