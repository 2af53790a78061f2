/** What one person prefers, kept in a cookie so that the server draws the first frame as it will stay. */
export interface Preferences {
  readonly density: "comfortable" | "compact";
  /** Zone in which times are shown: the reader's own, or UTC. */
  readonly timeZoneMode: "local" | "utc";
  /** IANA name of the reader's zone as the browser last reported it; UTC until then. */
  readonly timeZone: string;
  readonly isShortcutsEnabled: boolean;
  readonly isSidebarCollapsed: boolean;
}

export const preferencesCookieName = "signalbox-preferences";

export const defaultPreferences: Preferences = {
  density: "comfortable",
  timeZoneMode: "local",
  timeZone: "UTC",
  isShortcutsEnabled: true,
  isSidebarCollapsed: false,
};

/** Read the cookie's value; anything unknown or malformed becomes the default of its field. */
export function parsePreferences(value: string | undefined): Preferences {
  const fields = new URLSearchParams(value ?? "");
  const timeZone = fields.get("zone") ?? defaultPreferences.timeZone;
  return {
    density: fields.get("density") === "compact" ? "compact" : "comfortable",
    timeZoneMode: fields.get("times") === "utc" ? "utc" : "local",
    timeZone: isKnownTimeZone(timeZone) ? timeZone : defaultPreferences.timeZone,
    isShortcutsEnabled: fields.get("shortcuts") !== "off",
    isSidebarCollapsed: fields.get("sidebar") === "collapsed",
  };
}

/** The cookie's value for `preferences`; parsePreferences gives them back. */
export function formatPreferences(preferences: Preferences): string {
  return new URLSearchParams({
    density: preferences.density,
    times: preferences.timeZoneMode,
    zone: preferences.timeZone,
    shortcuts: preferences.isShortcutsEnabled ? "on" : "off",
    sidebar: preferences.isSidebarCollapsed ? "collapsed" : "open",
  }).toString();
}

function isKnownTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en-GB", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
