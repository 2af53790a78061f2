"use client";

import { Kbd } from "@mantine/core";
import {
  createSpotlight,
  Spotlight,
  type SpotlightActionData,
  type SpotlightActionGroupData,
} from "@mantine/spotlight";
import { IconSearch } from "@tabler/icons-react";
import { useRouter } from "next/navigation";
import { type ReactNode, useEffect, useMemo } from "react";
import classes from "./command-menu.module.css";
import type { CommandAction } from "./navigation";

export interface CommandPaletteProps {
  readonly actions: readonly CommandAction[];
  /** Grows by one each time the palette is asked for. */
  readonly openCount: number;
}

const [store, palette] = createSpotlight();

/** The palette: jump and act by name. Actions that are not allowed are listed with the reason. */
export function CommandPalette({ actions, openCount }: CommandPaletteProps): ReactNode {
  const router = useRouter();
  const groups = useMemo(() => toGroups(actions, (href) => router.push(href)), [actions, router]);
  useEffect(() => {
    if (openCount > 0) palette.open();
  }, [openCount]);
  return (
    <Spotlight
      store={store}
      actions={groups}
      shortcut={null}
      limit={40}
      scrollable
      maxHeight={440}
      radius="md"
      yOffset="14vh"
      centered={false}
      overlayProps={{ backgroundOpacity: 0.4, blur: 0 }}
      transitionProps={{ duration: 100 }}
      nothingFound="Nothing has that name."
      searchProps={{
        leftSection: <IconSearch size={16} stroke={1.6} />,
        placeholder: "Go to a page or do something…",
        "aria-label": "Go to a page or do something",
      }}
      classNames={{
        action: classes.action,
        actionsGroup: classes.group,
        search: classes.search,
        content: classes.content,
      }}
    />
  );
}

function toGroups(actions: readonly CommandAction[], go: (href: string) => void): SpotlightActionGroupData[] {
  const groups = new Map<string, SpotlightActionData[]>();
  for (const action of actions) {
    const list = groups.get(action.group) ?? [];
    list.push(toSpotlightAction(action, go));
    groups.set(action.group, list);
  }
  return [...groups].map(([group, list]) => ({ group, actions: list }));
}

function toSpotlightAction(action: CommandAction, go: (href: string) => void): SpotlightActionData {
  const isDisabled = action.disabledReason !== undefined;
  const description = action.disabledReason ?? action.description;
  return {
    id: action.id,
    label: action.label,
    ...(description ? { description } : {}),
    keywords: [...(action.keywords ?? [])],
    leftSection: action.icon,
    rightSection: action.shortcut ? <Kbd>{action.shortcut}</Kbd> : null,
    "aria-disabled": isDisabled,
    closeSpotlightOnTrigger: !isDisabled,
    onClick: () => {
      if (isDisabled) return;
      if (action.href) go(action.href);
      action.onSelect?.();
    },
  };
}
