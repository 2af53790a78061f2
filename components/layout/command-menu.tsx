"use client";

import { Kbd } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import dynamic from "next/dynamic";
import { type ReactNode, useEffect } from "react";
import classes from "./command-menu.module.css";
import type { CommandAction } from "./navigation";

/* Few page views open the palette, so its code comes with the first press of the key. */
const CommandPalette = dynamic(() => import("./command-palette").then((module) => module.CommandPalette), {
  ssr: false,
});

export interface CommandMenuProps {
  readonly actions: readonly CommandAction[];
  /** How often the palette was asked for; 0 keeps its code away. */
  readonly openCount: number;
  readonly onOpen: () => void;
}

/** Opens the palette by ⌘K or Ctrl K, also while someone types. */
export function CommandMenu({ actions, openCount, onOpen }: CommandMenuProps): ReactNode {
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent): void {
      if (event.key.toLowerCase() !== "k" || !(event.metaKey || event.ctrlKey) || event.shiftKey || event.altKey)
        return;
      event.preventDefault();
      onOpen();
    }
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, [onOpen]);
  return openCount > 0 ? <CommandPalette actions={actions} openCount={openCount} /> : null;
}

/** The button in the header that opens the palette and tells its key. */
export function CommandMenuTrigger({ onOpen }: Pick<CommandMenuProps, "onOpen">): ReactNode {
  return (
    <button type="button" className={classes.trigger} onClick={onOpen}>
      <IconSearch size={14} stroke={1.8} aria-hidden="true" />
      <span className={classes.triggerText}>Search or jump to…</span>
      <Kbd className={classes.triggerKey} aria-hidden="true">
        ⌘K
      </Kbd>
    </button>
  );
}
