"use client";

import { useEffect, useSyncExternalStore } from "react";
import type { Shortcut } from "./navigation";

/** The shortcuts of the page that is open. The shell listens for all keys in one place and shows them in its sheet. */
let present: readonly Shortcut[] = [];
const listeners = new Set<() => void>();
const none: readonly Shortcut[] = [];

function set(shortcuts: readonly Shortcut[]): void {
  present = shortcuts;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Add shortcuts for as long as the component is on the page. Keep the array stable between renders. */
export function usePageShortcuts(shortcuts: readonly Shortcut[]): void {
  useEffect(() => {
    set(shortcuts);
    return () => {
      if (present === shortcuts) set(none);
    };
  }, [shortcuts]);
}

/** The shortcuts that the open page has added. */
export function usePresentShortcuts(): readonly Shortcut[] {
  return useSyncExternalStore(
    subscribe,
    () => present,
    () => none,
  );
}
