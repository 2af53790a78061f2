"use client";

import { Tooltip } from "@mantine/core";
import Link from "next/link";
import { usePathname } from "next/navigation";
import type { ReactNode } from "react";
import { currentPageOf, isInArea, type NavItem, type NavSection } from "./navigation";
import classes from "./side-nav.module.css";

export interface SideNavProps {
  readonly sections: readonly NavSection[];
  /** Icons only; labels move into tooltips. */
  readonly isCollapsed?: boolean;
  readonly onNavigate?: () => void;
}

export function SideNav({ sections, isCollapsed = false, onNavigate }: SideNavProps): ReactNode {
  return (
    <nav className={classes.nav} aria-label="Main" data-collapsed={isCollapsed || undefined}>
      {sections.map((section) => (
        <div key={section.label ?? "main"} className={classes.section}>
          {section.label ? <div className={classes.label}>{section.label}</div> : null}
          <ul className={classes.list}>
            {section.items.map((item) => (
              <li key={item.href}>
                <SideNavLink item={item} isCollapsed={isCollapsed} onNavigate={onNavigate} />
              </li>
            ))}
          </ul>
        </div>
      ))}
    </nav>
  );
}

interface SideNavLinkProps {
  readonly item: NavItem;
  readonly isCollapsed: boolean;
  readonly onNavigate: (() => void) | undefined;
}

// Every page depends on who asks and when, so that nothing of it can be fetched ahead: asking for all of them at each page
// would only keep the server busy.
function SideNavLink({ item, isCollapsed, onNavigate }: SideNavLinkProps): ReactNode {
  const pathname = usePathname();
  const isOpen = isInArea(item, pathname);
  const pages = isOpen && !isCollapsed ? (item.pages ?? []) : [];
  const current = isCollapsed ? undefined : currentPageOf(item, pathname);
  const isActive = isOpen && current === undefined;
  const badge = item.badge ? (
    <span className={classes.badge} title={item.badgeLabel}>
      {item.badge > 99 ? "99+" : item.badge}
    </span>
  ) : null;
  return (
    <>
      <Tooltip label={item.label} position="right" disabled={!isCollapsed}>
        <Link
          href={item.href}
          prefetch={false}
          className={classes.link}
          data-open={isOpen || undefined}
          aria-current={isActive ? "page" : undefined}
          onClick={onNavigate}
        >
          <span className={classes.icon} aria-hidden="true">
            {item.icon}
          </span>
          <span className={classes.text}>{item.label}</span>
          {badge}
        </Link>
      </Tooltip>
      {pages.length > 0 ? (
        <ul className={classes.pages}>
          {pages.map((page) => (
            <li key={page.href}>
              <Link
                href={page.href}
                prefetch={false}
                className={classes.page}
                aria-current={page.href === current ? "page" : undefined}
                onClick={onNavigate}
              >
                {page.label}
              </Link>
            </li>
          ))}
        </ul>
      ) : null}
    </>
  );
}
