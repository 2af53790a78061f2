import type { ReadNeeds } from "./port";

/** Where there is no graph: what cars declare is all there is. */
export const nothingKnown: ReadNeeds = async () => [];

// On globalThis, because a development server evaluates modules more than once in one process.
const holder = globalThis as typeof globalThis & { signalboxReadNeeds?: ReadNeeds };

/** Say who knows which service needs which. Chosen in the composition. */
export function setReadNeeds(read: ReadNeeds): void {
  holder.signalboxReadNeeds = read;
}

/** Who knows it; nobody where nothing was chosen. */
export function currentReadNeeds(): ReadNeeds {
  return holder.signalboxReadNeeds ?? nothingKnown;
}
