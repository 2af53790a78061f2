"use client";

import { useEffect } from "react";

/** A dialog that has just closed gives the focus back by itself first. */
const settleMs = 50;
const holderSelector = "fieldset[tabindex],[role='dialog'][tabindex]";

/**
 * Keeps the keyboard's place. When the control that had the focus is gone or disabled, the nearest of these gets it: the
 * group or dialog that held it, the control of the page that was used last, that one's group, the page's heading.
 * Watching the document is the only way to see it: browsers say nothing when a focused element is removed.
 */
export function useKeptFocus(): void {
  useEffect(() => {
    const keeper = createFocusKeeper();
    const observer = new MutationObserver(keeper.lookSoon);
    observer.observe(document.body, { childList: true, subtree: true, attributeFilter: ["disabled"] });
    document.addEventListener("focusin", keeper.remember);
    document.addEventListener("focusout", keeper.lookSoon);
    return () => {
      observer.disconnect();
      document.removeEventListener("focusin", keeper.remember);
      document.removeEventListener("focusout", keeper.lookSoon);
      keeper.stop();
    };
  }, []);
}

/** A control, and the groups and dialogs around it, nearest first. They are noted while it still has its place. */
interface Place {
  readonly control: HTMLElement;
  readonly holders: readonly HTMLElement[];
}

function createFocusKeeper() {
  /** Where the focus is or was; null when somebody left it by a click beside all controls. */
  let current: Place | null = null;
  /** The same in the page itself, below dialogs and menus. */
  let inPage: Place | null = null;
  let isLost = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function remember({ target }: FocusEvent): void {
    if (!(target instanceof HTMLElement)) return;
    current = { control: target, holders: holdersOf(target) };
    isLost = false;
    if (!target.closest("[data-portal]")) inPage = current;
  }

  function look(): void {
    timer = undefined;
    if (!current || (document.activeElement !== null && document.activeElement !== document.body)) return;
    const { control } = current;
    if (isUsable(control)) {
      // It was busy and is back, or somebody has left it.
      if (isLost) focus(control);
      else current = null;
      return;
    }
    isLost = true;
    if (control.isConnected && control.hasAttribute("data-loading")) return;
    const heading = document.querySelector<HTMLElement>("main h1");
    const next = [...current.holders, ...(inPage ? [inPage.control, ...inPage.holders] : []), heading].find(isUsable);
    if (next) focus(next);
  }

  return {
    remember,
    lookSoon(): void {
      timer ??= setTimeout(look, settleMs);
    },
    stop: (): void => clearTimeout(timer),
  };
}

function holdersOf(control: HTMLElement): HTMLElement[] {
  const holders: HTMLElement[] = [];
  let holder = control.parentElement?.closest<HTMLElement>(holderSelector);
  while (holder) {
    holders.push(holder);
    holder = holder.parentElement?.closest<HTMLElement>(holderSelector);
  }
  return holders;
}

function isUsable(element: HTMLElement | null): boolean {
  if (!element?.isConnected || element.matches(":disabled")) return false;
  return element.getClientRects().length > 0;
}

function focus(element: HTMLElement): void {
  element.focus({ preventScroll: true });
}
