"use client";

import { useSyncExternalStore } from "react";

const never = (): (() => void) => () => undefined;

/** False in the server's first frame, true once the page can handle events: forms that need script wait for it. */
export function useHydrated(): boolean {
  return useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
}
