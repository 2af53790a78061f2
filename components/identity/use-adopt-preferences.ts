"use client";

import { useMantineColorScheme } from "@mantine/core";
import { useCallback } from "react";
import { usePreferences } from "@/components/layout/preferences";
import type { Preferences } from "@/components/layout/preferences-cookie";
import type { MeView } from "@/lib/identity/contract";
import { apiGet } from "@/lib/platform/http/api-client";

/** Bring what the account prefers onto this device. Quiet when it cannot be read: looks are not worth an error. */
export function useAdoptPreferences(): () => Promise<void> {
  const { setPreferences } = usePreferences();
  const { setColorScheme } = useMantineColorScheme();
  return useCallback(async () => {
    const me = await apiGet<MeView>("/api/v1/me").catch(() => null);
    if (!me) return;
    const { theme, density, timeZoneMode, isShortcutsEnabled } = me.preferences;
    if (theme === "light" || theme === "dark" || theme === "auto") setColorScheme(theme);
    const kept: Partial<Preferences> = {
      ...(density === "compact" || density === "comfortable" ? { density } : {}),
      ...(timeZoneMode === "local" || timeZoneMode === "utc" ? { timeZoneMode } : {}),
      ...(typeof isShortcutsEnabled === "boolean" ? { isShortcutsEnabled } : {}),
    };
    setPreferences(kept);
  }, [setPreferences, setColorScheme]);
}
