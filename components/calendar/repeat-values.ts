/** How the dialog asks for a rule: a few plain choices, or the rule as it is written. */
export const repeatChoices = [
  { value: "never", label: "Does not repeat" },
  { value: "DAILY", label: "Every day" },
  { value: "WEEKLY", label: "Every week" },
  { value: "MONTHLY", label: "Every month on the same day" },
  { value: "YEARLY", label: "Every year on the same day" },
  { value: "custom", label: "By a rule of my own" },
] as const;
export type Repeat = (typeof repeatChoices)[number]["value"];

export const weekdayChoices = [
  { value: "MO", label: "Mon" },
  { value: "TU", label: "Tue" },
  { value: "WE", label: "Wed" },
  { value: "TH", label: "Thu" },
  { value: "FR", label: "Fri" },
  { value: "SA", label: "Sat" },
  { value: "SU", label: "Sun" },
] as const;

export interface RepeatValues {
  readonly repeat: Repeat;
  /** Days of a week on which it begins; none is the day of the first time. */
  readonly weekdays: readonly string[];
  /** The last day, as `2026-12-31`; empty for no end. */
  readonly untilDay: string;
  /** The rule as it is written, where it is one's own. */
  readonly rule: string;
}

/** The rule that was chosen; null when nothing repeats. */
export function ruleOf({ repeat, weekdays, untilDay, rule }: RepeatValues): string | null {
  if (repeat === "never") return null;
  if (repeat === "custom") return rule;
  return [
    `FREQ=${repeat}`,
    repeat === "WEEKLY" && weekdays.length > 0 ? `BYDAY=${weekdays.join(",")}` : "",
    untilDay === "" ? "" : `UNTIL=${untilDay.replaceAll("-", "")}`,
  ]
    .filter((part) => part !== "")
    .join(";");
}

/** A rule in the choices of the dialog; what they cannot say stays as it is written. */
export function repeatOf(rule: string | null): RepeatValues {
  const nothing = { weekdays: [], untilDay: "", rule: "" } as const;
  if (rule === null) return { ...nothing, repeat: "never" };
  const plain = /^FREQ=(DAILY|WEEKLY|MONTHLY|YEARLY)(?:;BYDAY=([A-Z,]+))?(?:;UNTIL=(\d{4})(\d\d)(\d\d))?$/.exec(rule);
  const [, frequency, days, year, month, day] = plain ?? [];
  if (!frequency || (days && frequency !== "WEEKLY")) return { ...nothing, repeat: "custom", rule };
  return {
    ...nothing,
    repeat: frequency as Repeat,
    weekdays: days?.split(",") ?? [],
    untilDay: year ? `${year}-${month}-${day}` : "",
  };
}
