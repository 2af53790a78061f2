"use server";

import { createEventSource } from "@/lib/ingest/use-cases/create-event-source";
import { editEventSource } from "@/lib/ingest/use-cases/edit-event-source";
import { replayDeliveries } from "@/lib/ingest/use-cases/replay-deliveries";
import { retireSourceSecret } from "@/lib/ingest/use-cases/retire-source-secret";
import { retrySubjects } from "@/lib/ingest/use-cases/retry-subjects";
import { rotateSourceSecret } from "@/lib/ingest/use-cases/rotate-source-secret";
import { sayName } from "@/lib/ingest/use-cases/say-name";
import { action } from "@/lib/platform/http/action";

export const create = action(createEventSource);
export const edit = action(editEventSource);
export const rotate = action(rotateSourceSecret);
export const retire = action(retireSourceSecret);
export const replay = action(replayDeliveries);
export const retry = action(retrySubjects);
export const say = action(sayName);
