import type { ShipFault } from "@/lib/demo/contract";

export interface FaultWords {
  /** On the button's line. */
  readonly title: string;
  /** What will happen, before it is pressed. */
  readonly outlook: string;
  /** In lists of what was shipped. */
  readonly short: string;
}

/** The versions that can be shipped, in the order in which they are offered. */
export const faultOrder: readonly ShipFault[] = ["errors", "health", "slow", "mild", "none"];

export const faultWords: Readonly<Record<ShipFault, FaultWords>> = {
  errors: {
    title: "A version that fails",
    outlook:
      "Every request is answered with 500. At 10 % of traffic a handful of visitors see it; it is out in about a second.",
    short: "all requests fail",
  },
  health: {
    title: "A version whose health check dies",
    outlook: "It serves well for three seconds, then its health check fails twice in a row and it is taken out.",
    short: "health check dies",
  },
  slow: {
    title: "A slow version",
    outlook: "Every answer takes 600 ms longer. No visitor sees an error; it is out in two or three seconds.",
    short: "600 ms slower",
  },
  mild: {
    title: "A slightly broken version",
    outlook: "One request in twenty fails. The judge waits until chance is ruled out: about twenty seconds.",
    short: "5 % of requests fail",
  },
  none: {
    title: "A healthy version",
    outlook: "10, 50, then 100 % of traffic, 15 seconds each, and half a minute in which the way back stays open.",
    short: "healthy",
  },
};
