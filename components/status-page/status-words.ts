import type { Status } from "@/components/feedback/status";
import type { PublicStatus } from "@/lib/status-page/contract";

type Shown = PublicStatus["services"][number]["state"];

/** How a state is drawn. What is unknown is never drawn as well. */
export const shownAs: Readonly<Record<Shown, Status>> = {
  operating: "healthy",
  degraded: "at_risk",
  disrupted: "failed",
  unknown: "no_data",
};

export const stateWords: Readonly<Record<Shown, string>> = {
  operating: "Operating",
  degraded: "Degraded",
  disrupted: "Disrupted",
  unknown: "Unknown",
};

/** The sentence about all services at once. */
export const allWords: Readonly<Record<Shown, string>> = {
  operating: "Everything operates.",
  degraded: "Something works worse than it should.",
  disrupted: "Something is disrupted.",
  unknown: "Not everything is known at the moment.",
};
