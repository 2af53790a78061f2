import { prismaExecutor } from "@/lib/platform/db/executor";
import { notFound } from "@/lib/platform/refusals";
import { defineQuery } from "@/lib/platform/use-case";
import { FlagFlipIdInput, type FlagFlipPage, type FlagFlipView, ListFlagFlipsInput } from "../contract";
import { findFlip, listFlips } from "../flip-read-model";

/** Flips of flags that were asked for, refused ones among them, newest first. */
export const listFlagFlips = defineQuery({
  name: "flag-flip.list",
  permission: "gate:read",
  input: ListFlagFlipsInput,
  async handle({ input, db }): Promise<FlagFlipPage> {
    const { items, nextCursor } = await listFlips(prismaExecutor(db), input);
    return { items: [...items], nextCursor };
  },
});

/** One flip with the verdict as it was answered. */
export const getFlagFlip = defineQuery({
  name: "flag-flip.get",
  permission: "gate:read",
  input: FlagFlipIdInput,
  async handle({ input, db }): Promise<FlagFlipView> {
    const flip = await findFlip(prismaExecutor(db), input.id);
    if (!flip) throw notFound("flag flip", input.id);
    return flip;
  },
});
