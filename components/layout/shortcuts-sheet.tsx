"use client";

import { Kbd, Modal, Switch } from "@mantine/core";
import type { ReactNode } from "react";
import { useOpenAfterMount } from "@/components/ui/use-open-after-mount";
import type { Shortcut } from "./navigation";
import { usePreferences } from "./preferences";
import classes from "./shortcuts.module.css";

export interface ShortcutsSheetProps {
  readonly shortcuts: readonly Shortcut[];
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

const commonShortcuts: readonly Shortcut[] = [
  { keys: "⌘K", label: "Search or jump to" },
  { keys: "⇧?", label: "This sheet" },
  { keys: "j k", label: "Next and previous row of a table" },
  { keys: "Enter", label: "Open the row" },
];

/** All shortcuts, and the switch that turns single keys off (WCAG 2.1.4). */
export function ShortcutsSheet({ shortcuts, isOpen, onClose }: ShortcutsSheetProps): ReactNode {
  const { preferences, setPreferences } = usePreferences();
  const isShown = useOpenAfterMount(isOpen);
  return (
    <Modal opened={isShown} onClose={onClose} title="Keyboard shortcuts" closeButtonProps={{ "aria-label": "Close" }}>
      <Switch
        mb="md"
        label="Single-key shortcuts"
        description="The palette (⌘K or Ctrl K) works either way."
        checked={preferences.isShortcutsEnabled}
        onChange={(event) => setPreferences({ isShortcutsEnabled: event.currentTarget.checked })}
      />
      <ul className={classes.list}>
        {[...commonShortcuts, ...shortcuts].map((shortcut) => (
          <li key={shortcut.keys} className={classes.item}>
            <span>{shortcut.label}</span>
            <span className={classes.keys}>
              {shortcut.keys.split(" ").map((key) => (
                <Kbd key={key}>{key}</Kbd>
              ))}
            </span>
          </li>
        ))}
      </ul>
    </Modal>
  );
}
