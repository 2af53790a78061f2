"use client";

import dynamic from "next/dynamic";
import { useRouter } from "next/navigation";
import { type ReactNode, useEffect, useMemo, useRef, useState } from "react";
import { useEverTrue } from "@/components/ui/use-ever-true";
import { isTyping } from "./is-typing";
import type { Shortcut } from "./navigation";
import { usePresentShortcuts } from "./page-shortcuts";
import { usePreferences } from "./preferences";
import { type PendingKey, pressKey } from "./shortcut-sequence";

export interface ShortcutsProps {
  readonly shortcuts: readonly Shortcut[];
}

/* The sheet is seldom read: its dialog loads when asked for. */
const ShortcutsSheet = dynamic(() => import("./shortcuts-sheet").then((module) => module.ShortcutsSheet), {
  ssr: false,
});

/** Listens for the shortcuts and opens their sheet (⇧?). */
export function Shortcuts({ shortcuts: given }: ShortcutsProps): ReactNode {
  const ofPage = usePresentShortcuts();
  const shortcuts = useMemo(() => [...ofPage, ...given], [ofPage, given]);
  const { preferences } = usePreferences();
  const [isOpen, setIsOpen] = useState(false);
  useShortcutKeys(shortcuts, preferences.isShortcutsEnabled, () => setIsOpen(true));
  const isWanted = useEverTrue(isOpen);
  return isWanted ? <ShortcutsSheet shortcuts={shortcuts} isOpen={isOpen} onClose={() => setIsOpen(false)} /> : null;
}

function useShortcutKeys(shortcuts: readonly Shortcut[], isEnabled: boolean, openSheet: () => void): void {
  const router = useRouter();
  const pending = useRef<PendingKey | null>(null);
  const latest = useRef({ shortcuts, openSheet });
  useEffect(() => {
    latest.current = { shortcuts, openSheet };
  }, [shortcuts, openSheet]);

  useEffect(() => {
    if (!isEnabled) return;
    function onKeyDown(event: KeyboardEvent): void {
      if (!isForShortcuts(event)) return;
      const pressed = pressKey(pending.current, event.key === " " ? "Space" : event.key, event.timeStamp);
      pending.current = pressed.pending;
      if (pressed.keys === "?") latest.current.openSheet();
      const match = latest.current.shortcuts.find((shortcut) => shortcut.keys === pressed.keys);
      if (!match) return;
      event.preventDefault();
      if (match.href) router.push(match.href);
      match.onPress?.();
    }
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, [isEnabled, router]);
}

function isForShortcuts(event: KeyboardEvent): boolean {
  if (event.metaKey || event.ctrlKey || event.altKey || event.defaultPrevented || isTyping(event.target)) return false;
  // Space belongs to the control that has the focus.
  return event.key !== " " || !isControl(event.target);
}

function isControl(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest("button,a,summary,[role='button'],[role='tab']") !== null;
}
