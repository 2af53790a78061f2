import { describe, expect, it } from "vitest";
import { defaultPreferences, formatPreferences, parsePreferences } from "@/components/layout/preferences-cookie";

describe("preferences cookie", () => {
  it("gives back what was kept", () => {
    const preferences = {
      density: "compact",
      timeZoneMode: "utc",
      timeZone: "America/New_York",
      isShortcutsEnabled: false,
      isSidebarCollapsed: true,
    } as const;
    expect(parsePreferences(formatPreferences(preferences))).toEqual(preferences);
  });

  it.each([undefined, "", "nonsense", "density=huge&zone=Mars/Olympus&times=&sidebar=1", "%00%ff=<script>"])(
    "reads %s as the defaults",
    (value) => {
      expect(parsePreferences(value)).toEqual(defaultPreferences);
    },
  );
});
