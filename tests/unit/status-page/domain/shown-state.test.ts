import { describe, expect, it } from "vitest";
import { gravestState, type SeenObjective, shownState } from "@/lib/status-page/domain/shown-state";

type Alert = SeenObjective["alerts"][number];
const seen = (statuses: readonly [Alert["status"], Alert["status"]], isDark = false): SeenObjective => ({
  isDark,
  alerts: [
    { severity: "page", status: statuses[0] },
    { severity: "ticket", status: statuses[1] },
  ],
});
const quiet = seen(["quiet", "quiet"]);

describe("the state of a service that everybody may see", () => {
  it.each<[string, readonly SeenObjective[], ReturnType<typeof shownState>]>([
    ["everything known and quiet", [quiet, quiet], "operating"],
    ["a burn that is not sure yet", [seen(["pending", "quiet"])], "operating"],
    ["a slow burn", [quiet, seen(["quiet", "firing"])], "degraded"],
    ["a fast burn", [seen(["quiet", "firing"]), seen(["firing", "quiet"])], "disrupted"],
    ["a fast burn beside something dark", [seen(["quiet", "quiet"], true), seen(["firing", "quiet"])], "disrupted"],
    ["no objective", [], "unknown"],
    ["objectives without alerts", [{ isDark: false, alerts: [] }], "unknown"],
    ["a silent source", [quiet, seen(["quiet", "quiet"], true)], "unknown"],
    ["an alert whose data stopped", [seen(["frozen", "quiet"])], "unknown"],
    ["an alert that nobody looked at", [seen(["quiet", "not_looked"])], "unknown"],
  ])("%s", (_what, objectives, state) => expect(shownState(objectives)).toBe(state));

  it("all of them are as the gravest, and unknown is graver than well", () => {
    expect(gravestState(["operating", "degraded", "unknown"])).toBe("degraded");
    expect(gravestState(["operating", "disrupted", "degraded"])).toBe("disrupted");
    expect(gravestState(["operating", "unknown"])).toBe("unknown");
    expect(gravestState(["operating"])).toBe("operating");
    expect(gravestState([])).toBe("unknown");
  });
});
