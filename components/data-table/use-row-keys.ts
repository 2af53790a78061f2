"use client";

import { type RefObject, useEffect } from "react";
import { isTyping } from "@/components/layout/is-typing";
import { usePreferences } from "@/components/layout/preferences";

/** `j` and `k` move the focus from row link to row link inside `container`; Enter is the link's own. */
export function useRowKeys(container: RefObject<HTMLElement | null>): void {
  const { preferences } = usePreferences();
  const isEnabled = preferences.isShortcutsEnabled;
  useEffect(() => {
    if (!isEnabled) return;
    function onKeyDown(event: KeyboardEvent): void {
      const isPlain = !(event.metaKey || event.ctrlKey || event.altKey || event.defaultPrevented);
      if ((event.key !== "j" && event.key !== "k") || !isPlain || isTyping(event.target)) return;
      const links = [...(container.current?.querySelectorAll<HTMLElement>("[data-row-link]") ?? [])];
      const link = neighbourOf(links, event.key);
      if (!link) return;
      event.preventDefault();
      link.focus();
      link.scrollIntoView({ block: "nearest" });
    }
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, [container, isEnabled]);
}

/** The link after (`j`) or before (`k`) the focused one; from outside the table its first or last. */
function neighbourOf(links: readonly HTMLElement[], key: "j" | "k"): HTMLElement | undefined {
  const current = document.activeElement instanceof HTMLElement ? links.indexOf(document.activeElement) : -1;
  if (key === "j") return links[current + 1];
  return current === -1 ? links.at(-1) : links[current - 1];
}
