"use client";

import { ActionIcon, Tooltip, useMantineColorScheme } from "@mantine/core";
import { IconMoon, IconSun } from "@tabler/icons-react";
import type { ReactNode } from "react";

/** Light and dark by one press. Which icon shows is decided by CSS, so the server need not know the theme. */
export function ThemeToggle(): ReactNode {
  const { toggleColorScheme } = useMantineColorScheme();
  return (
    <Tooltip label="Switch theme">
      <ActionIcon
        variant="subtle"
        color="gray"
        size={32}
        aria-label="Switch between light and dark theme"
        onClick={toggleColorScheme}
      >
        <IconMoon size={16} stroke={1.6} className="mantine-dark-hidden" />
        <IconSun size={16} stroke={1.6} className="mantine-light-hidden" />
      </ActionIcon>
    </Tooltip>
  );
}
