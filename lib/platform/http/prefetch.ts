import type { z } from "zod";
import { AppError } from "@/lib/kernel/app-error";
import type { UserActor } from "@/lib/platform/auth/actor";
import type { UseCase } from "@/lib/platform/use-case";
import { pageQuery } from "./page";

/**
 * Read for a page's first frame. What is not there becomes the not-found page; any other expected refusal (a filter in the
 * address that is wrong) gives undefined, and the browser asks again and shows the reasons in their place.
 */
export async function prefetch<Input extends z.ZodType, Output>(
  query: UseCase<Input, Output>,
  input: unknown,
  actor: UserActor,
): Promise<Output | undefined> {
  try {
    return await pageQuery(query, input as z.input<Input>, actor);
  } catch (error) {
    if (error instanceof AppError) return undefined;
    throw error;
  }
}
