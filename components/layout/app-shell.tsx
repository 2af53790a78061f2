"use client";

import { ActionIcon, Tooltip } from "@mantine/core";
import { IconLayoutSidebar, IconMenu2 } from "@tabler/icons-react";
import dynamic from "next/dynamic";
import { type ReactNode, useCallback, useMemo, useState } from "react";
import { useEverTrue } from "@/components/ui/use-ever-true";
import classes from "./app-shell.module.css";
import { BrandLink } from "./brand-link";
import { CommandMenu, CommandMenuTrigger } from "./command-menu";
import type { CommandAction, NavSection, Shortcut } from "./navigation";
import { usePreferences } from "./preferences";
import { Shortcuts } from "./shortcuts";
import { SideNav } from "./side-nav";
import { ThemeToggle } from "./theme-toggle";
import { useKeptFocus } from "./use-kept-focus";

/* Only narrow screens have it. */
const MobileMenu = dynamic(() => import("./mobile-menu").then((module) => module.MobileMenu), { ssr: false });

export interface AppShellProps {
  readonly sections: readonly NavSection[];
  /** Entries of the palette beside the pages, which it knows from the navigation. */
  readonly actions?: readonly CommandAction[];
  /** Shortcuts beside the go-to keys of the navigation. */
  readonly shortcuts?: readonly Shortcut[];
  /** Header slots, left to right. */
  readonly environmentBadge?: ReactNode;
  readonly liveIndicator?: ReactNode;
  readonly userMenu?: ReactNode;
  /** At the foot of the sidebar: version, help. */
  readonly sidebarFooter?: ReactNode;
  readonly children: ReactNode;
}

/** The chrome around every signed-in page. It takes no decision about access. */
export function AppShell(props: AppShellProps): ReactNode {
  useKeptFocus();
  const { preferences, setPreferences } = usePreferences();
  const [isDrawerOpen, setIsDrawerOpen] = useState(false);
  const isDrawerWanted = useEverTrue(isDrawerOpen);
  const [paletteCount, setPaletteCount] = useState(0);
  const openPalette = useCallback(() => setPaletteCount((count) => count + 1), []);
  const isCollapsed = preferences.isSidebarCollapsed;
  const actions = useMemo(
    () => [...pagesOf(props.sections), ...(props.actions ?? [])],
    [props.sections, props.actions],
  );
  const shortcuts = useMemo(
    () => [...goToOf(props.sections), ...(props.shortcuts ?? [])],
    [props.sections, props.shortcuts],
  );
  return (
    <div className={classes.shell} data-collapsed={isCollapsed || undefined}>
      <a href="#main" className={classes.skip}>
        Skip to content
      </a>
      <aside className={classes.sidebar} data-chrome>
        <BrandLink isCollapsed={isCollapsed} />
        <div className={classes.sidebarBody}>
          <SideNav sections={props.sections} isCollapsed={isCollapsed} />
        </div>
        <div className={classes.sidebarFooter}>
          <div className={classes.sidebarFooterText}>{props.sidebarFooter}</div>
          <Tooltip label={isCollapsed ? "Expand sidebar" : "Collapse sidebar"} position="right">
            <ActionIcon
              variant="subtle"
              color="gray"
              size={32}
              aria-label={isCollapsed ? "Expand sidebar" : "Collapse sidebar"}
              aria-expanded={!isCollapsed}
              onClick={() => setPreferences({ isSidebarCollapsed: !isCollapsed })}
            >
              <IconLayoutSidebar size={16} stroke={1.6} />
            </ActionIcon>
          </Tooltip>
        </div>
      </aside>
      <div className={classes.column}>
        <ShellHeader {...props} onMenu={() => setIsDrawerOpen(true)} onPalette={openPalette} />
        <main id="main" tabIndex={-1} className={classes.main}>
          <div className={classes.content}>{props.children}</div>
        </main>
      </div>
      {isDrawerWanted ? (
        <MobileMenu sections={props.sections} isOpen={isDrawerOpen} onClose={() => setIsDrawerOpen(false)}>
          {props.sidebarFooter}
        </MobileMenu>
      ) : null}
      <CommandMenu actions={actions} openCount={paletteCount} onOpen={openPalette} />
      <Shortcuts shortcuts={shortcuts} />
    </div>
  );
}

interface ShellHeaderProps extends AppShellProps {
  readonly onMenu: () => void;
  readonly onPalette: () => void;
}

function ShellHeader(props: ShellHeaderProps): ReactNode {
  return (
    <header className={classes.header} data-chrome>
      <ActionIcon
        className={classes.menuButton}
        variant="subtle"
        color="gray"
        size={32}
        aria-label="Open menu"
        onClick={props.onMenu}
      >
        <IconMenu2 size={18} stroke={1.6} />
      </ActionIcon>
      <CommandMenuTrigger onOpen={props.onPalette} />
      <div className={classes.headerSlot}>{props.environmentBadge}</div>
      <div className={classes.headerEnd}>
        {props.liveIndicator}
        <ThemeToggle />
        {props.userMenu}
      </div>
    </header>
  );
}

function pagesOf(sections: readonly NavSection[]): CommandAction[] {
  return sections
    .flatMap((section) => section.items)
    .flatMap((item) => [
      {
        id: `go:${item.href}`,
        label: item.label,
        group: "Pages",
        icon: item.icon,
        href: item.href,
        ...(item.goKey ? { shortcut: `g ${item.goKey}` } : {}),
      },
      ...(item.pages ?? []).map(({ label, href }) => ({
        id: `go:${href}`,
        label,
        group: "Pages",
        icon: item.icon,
        href,
        keywords: [item.label],
      })),
    ]);
}

function goToOf(sections: readonly NavSection[]): Shortcut[] {
  return sections.flatMap((section) =>
    section.items.flatMap((item) =>
      item.goKey ? [{ keys: `g ${item.goKey}`, label: `Go to ${item.label}`, href: item.href }] : [],
    ),
  );
}
