"use server";

import { createClockDefinition } from "@/lib/clocks/use-cases/create-clock-definition";
import { createSchedule } from "@/lib/clocks/use-cases/create-schedule";
import { editClockDefinition } from "@/lib/clocks/use-cases/edit-clock-definition";
import { editSchedule } from "@/lib/clocks/use-cases/edit-schedule";
import { pauseClock } from "@/lib/clocks/use-cases/pause-clock";
import { resumeClock } from "@/lib/clocks/use-cases/resume-clock";
import { retireClockDefinition } from "@/lib/clocks/use-cases/retire-clock-definition";
import { action } from "@/lib/platform/http/action";

export const pause = action(pauseClock);
export const resume = action(resumeClock);
export const create = action(createClockDefinition);
export const edit = action(editClockDefinition);
export const retire = action(retireClockDefinition);
export const createHours = action(createSchedule);
export const editHours = action(editSchedule);
