"use server";

import { recordDrill } from "@/lib/drills/use-cases/record-drill";
import { action } from "@/lib/platform/http/action";
import { abortRollout } from "@/lib/rollouts/use-cases/abort-rollout";
import { approveStep } from "@/lib/rollouts/use-cases/approve-step";
import { cancelRollout } from "@/lib/rollouts/use-cases/cancel-rollout";
import { pauseRollout } from "@/lib/rollouts/use-cases/pause-rollout";
import { promoteRollout } from "@/lib/rollouts/use-cases/promote-rollout";
import { resumeRollout } from "@/lib/rollouts/use-cases/resume-rollout";
import { rollbackService } from "@/lib/rollouts/use-cases/rollback-service";
import { startRollout } from "@/lib/rollouts/use-cases/start-rollout";

export const drill = action(recordDrill);
export const start = action(startRollout);
export const promote = action(promoteRollout);
export const approve = action(approveStep);
export const pause = action(pauseRollout);
export const resume = action(resumeRollout);
export const abort = action(abortRollout);
export const cancel = action(cancelRollout);
export const rollback = action(rollbackService);
