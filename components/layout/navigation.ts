import type { ReactNode } from "react";

/** One place to go. Icons are elements, not components, so that server layouts can pass them. */
export interface NavItem {
  readonly label: string;
  readonly href: string;
  readonly icon: ReactNode;
  /** Something waits for this user: a count. Absent or 0 shows nothing. */
  readonly badge?: number;
  /** Second key of the go-to shortcut: "r" for `g r`. */
  readonly goKey?: string;
  /** Hover explanation of the badge: "2 approvals wait for you". */
  readonly badgeLabel?: string;
  /** Pages of this area, shown below it while somebody is in it. */
  readonly pages?: readonly NavPage[];
}

export interface NavPage {
  readonly label: string;
  readonly href: string;
}

export interface NavSection {
  /** Absent for the first, unlabelled group. */
  readonly label?: string;
  readonly items: readonly NavItem[];
}

/** An entry of the command palette: goes somewhere or does something. */
export interface CommandAction {
  readonly id: string;
  readonly label: string;
  readonly group: string;
  readonly description?: string;
  readonly icon?: ReactNode;
  readonly keywords?: readonly string[];
  /** Printed at the right: "g r". */
  readonly shortcut?: string;
  readonly href?: string;
  readonly onSelect?: () => void;
  /** Shown, but not usable, with this sentence. */
  readonly disabledReason?: string;
}

export interface Shortcut {
  /** One key ("t"), or "g" and a key ("g r"). */
  readonly keys: string;
  readonly label: string;
  readonly href?: string;
  readonly onPress?: () => void;
}

/** Whether `href` is the page `pathname` or one of its parents. `/` matches only itself. */
export function isActiveHref(href: string, pathname: string): boolean {
  if (href === "/") return pathname === "/";
  return pathname === href || pathname.startsWith(`${href}/`);
}

/** Whether somebody at `pathname` is in the area of `item`: on its page, below it, or on one of its pages. */
export function isInArea(item: NavItem, pathname: string): boolean {
  return [item.href, ...(item.pages ?? []).map((page) => page.href)].some((href) => isActiveHref(href, pathname));
}

/** The page of `item` that somebody at `pathname` looks at: of pages below each other the deepest; undefined for the item's own page. */
export function currentPageOf(item: NavItem, pathname: string): string | undefined {
  const hrefs = (item.pages ?? []).map(({ href }) => href).filter((href) => isActiveHref(href, pathname));
  return hrefs.sort((one, other) => other.length - one.length)[0];
}
