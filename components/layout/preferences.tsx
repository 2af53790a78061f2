"use client";

import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from "react";
import { defaultPreferences, formatPreferences, type Preferences, preferencesCookieName } from "./preferences-cookie";

interface PreferencesContextValue {
  readonly preferences: Preferences;
  /** Change some fields now and remember them for a year on this device. */
  readonly setPreferences: (changes: Partial<Preferences>) => void;
}

const PreferencesContext = createContext<PreferencesContextValue>({
  preferences: defaultPreferences,
  setPreferences: () => undefined,
});

export interface PreferencesProviderProps {
  /** What the request's cookie said. */
  readonly initial: Preferences;
  readonly children: ReactNode;
}

export function PreferencesProvider({ initial, children }: PreferencesProviderProps): ReactNode {
  const [preferences, setState] = useState(initial);
  const setPreferences = useCallback((changes: Partial<Preferences>) => {
    setState((current) => ({ ...current, ...changes }));
  }, []);

  useEffect(() => {
    document.documentElement.dataset.density = preferences.density;
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store interface is not in every browser we serve.
    document.cookie = `${preferencesCookieName}=${encodeURIComponent(formatPreferences(preferences))}; Path=/; Max-Age=31536000; SameSite=Lax`;
  }, [preferences]);

  useEffect(() => {
    const timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    if (timeZone) setPreferences({ timeZone });
  }, [setPreferences]);

  const value = useMemo(() => ({ preferences, setPreferences }), [preferences, setPreferences]);
  return <PreferencesContext value={value}>{children}</PreferencesContext>;
}

export function usePreferences(): PreferencesContextValue {
  return useContext(PreferencesContext);
}

/** IANA zone in which times are shown to this reader. */
export function useTimeZone(): string {
  const { preferences } = usePreferences();
  return preferences.timeZoneMode === "utc" ? "UTC" : preferences.timeZone;
}
