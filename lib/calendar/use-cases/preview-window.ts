import { AppError } from "@/lib/kernel/app-error";
import { instant } from "@/lib/kernel/instant";
import { defineQuery } from "@/lib/platform/use-case";
import { PreviewWindowInput, type WindowPreview } from "../contract";
import { nextOccurrences, occurrencesBetween } from "../domain/recurrence";
import { recurrenceWords } from "../domain/recurrence-words";
import { periodOf, resolveRecurrence } from "./window-fields";

const shown = 8;

/** When a window that comes back would be in force: by the function that holds rollouts. Throws `invalid_input` with every reason. */
export const previewWindow = defineQuery({
  name: "window.preview",
  permission: "catalog:read",
  input: PreviewWindowInput,
  async handle({ input, now }): Promise<WindowPreview> {
    const first = periodOf(input);
    const exdates = input.exdates.split(",").flatMap((day) => (day.trim() === "" ? [] : [day.trim()]));
    if (first.to <= first.from) throw refused([endsTooEarly]);
    const { recurrence, reasons } = resolveRecurrence(first, { ...input, exdates });
    if (reasons.length > 0) throw refused(reasons);
    const from = input.from === undefined ? now : instant(Date.parse(input.from));
    const running = occurrencesBetween(recurrence, { from, to: instant(from + 1) }).filter((one) => one.from < from);
    const occurrences = [...running, ...nextOccurrences(recurrence, from, shown)].slice(0, shown);
    return {
      words: recurrenceWords(recurrence),
      occurrences: occurrences.map((one) => ({
        startsAt: new Date(one.from).toISOString(),
        endsAt: new Date(one.to).toISOString(),
      })),
    };
  },
});

type Reasons = NonNullable<NonNullable<ConstructorParameters<typeof AppError>[1]>["reasons"]>;

const endsTooEarly = {
  code: "ends_before_start",
  field: "endsAt",
  message: "The window must end after it starts.",
  remedy: "Choose a later end.",
};

function refused(reasons: Reasons): AppError {
  return new AppError("invalid_input", { detail: reasons.map(({ message }) => message).join(" "), reasons });
}
