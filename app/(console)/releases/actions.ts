"use server";

import { action } from "@/lib/platform/http/action";
import { cancelTrain } from "@/lib/releases/use-cases/cancel-train";
import { createTimetable } from "@/lib/releases/use-cases/create-timetable";
import { departTrain } from "@/lib/releases/use-cases/depart-train";
import { endTimetable } from "@/lib/releases/use-cases/end-timetable";
import { goOnTrain } from "@/lib/releases/use-cases/go-on";
import { holdTrain } from "@/lib/releases/use-cases/hold-train";
import { leaveCar } from "@/lib/releases/use-cases/leave-car";
import { planTrain } from "@/lib/releases/use-cases/plan-train";
import { resumeTrain } from "@/lib/releases/use-cases/resume-train";
import { rollBackTrain } from "@/lib/releases/use-cases/roll-back-train";
import { setChecklist } from "@/lib/releases/use-cases/set-checklist";
import { tickItem } from "@/lib/releases/use-cases/tick-item";

export const plan = action(planTrain);
export const depart = action(departTrain);
export const goOn = action(goOnTrain);
export const hold = action(holdTrain);
export const resume = action(resumeTrain);
export const cancel = action(cancelTrain);
export const rollBack = action(rollBackTrain);
export const leave = action(leaveCar);
export const tick = action(tickItem);
export const setTemplate = action(setChecklist);
export const makeTimetable = action(createTimetable);
export const stopTimetable = action(endTimetable);
