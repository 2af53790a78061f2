import type { z } from "zod";
import type { CreateClockDefinitionInput, CreateScheduleInput } from "@/lib/clocks/contract";

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
];
