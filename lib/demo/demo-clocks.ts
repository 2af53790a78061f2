import type { z } from "zod";
import type { CreateClockDefinitionInput, CreateScheduleInput, PushClockEventInput } from "@/lib/clocks/contract";

/** The hours of those who run the shop. */
export const demoSchedule: z.input<typeof CreateScheduleInput> = {
  slug: "shop-office",
  name: "Office of the shop",
  terms: {
    timeZone: "Europe/Berlin",
    hours: [1, 2, 3, 4, 5].map((weekday) => ({ weekday, from: "09:00", to: "17:30" })),
    holidays: ["2026-12-24", "2026-12-25", "2026-12-31", "2027-01-01"],
  },
};

/** Somebody looks at once, whatever the hour; what is not critical is restored in office hours. */
export const demoClockDefinitions: readonly z.input<typeof CreateClockDefinitionInput>[] = [
  {
    slug: "looked-at",
    name: "Somebody looks at it",
    terms: { start: "opened", stop: "acknowledged", targetMinutes: 15 },
  },
  {
    slug: "restored",
    name: "Service is restored",
    terms: {
      start: "opened",
      stop: "resolved",
      targetMinutes: 240,
      schedule: "shop-office",
      pauses: [
        { reason: "Waiting for a vendor", capMinutes: 480, needsEvidence: true },
        { reason: "Waiting for the customer", capMinutes: 1_440, needsEvidence: true },
      ],
    },
  },
  {
    slug: "case-settled",
    name: "Customer's case is settled",
    terms: {
      start: "opened",
      stop: "resolved",
      targetMinutes: 960,
      schedule: "shop-office",
      pauses: [{ reason: "Waiting for the customer", capMinutes: 4_320, needsEvidence: false }],
    },
  },
];

/** A case of the shop's help desk, with how many hours before now each of its events was. */
export interface DemoCase extends Pick<z.input<typeof PushClockEventInput>, "service" | "key"> {
  readonly title: string;
  readonly events: readonly (readonly [event: z.input<typeof PushClockEventInput>["event"], hoursAgo: number])[];
  /** Why it stands still since it was opened. */
  readonly pausedBecause?: string;
}

/** What the help desk pushed, under the definition `case-settled`. */
export const demoCases: readonly DemoCase[] = [
  {
    service: "checkout",
    key: "CASE-2039",
    title: "Paid twice for one order",
    events: [
      ["opened", 216],
      ["resolved", 30],
    ],
  },
  {
    service: "storefront",
    key: "CASE-2041",
    title: "The gift card is refused at the till",
    events: [
      ["opened", 80],
      ["acknowledged", 79],
      ["resolved", 60],
    ],
  },
  {
    service: "search",
    key: "CASE-2044",
    title: "Shoes of size 44 are not found",
    events: [
      ["opened", 26],
      ["acknowledged", 25],
    ],
  },
  {
    service: "checkout",
    key: "CASE-2046",
    title: "The receipt shows the old address",
    events: [["opened", 20]],
    pausedBecause: "Waiting for the customer",
  },
];
