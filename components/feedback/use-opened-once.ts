"use client";

import { useState } from "react";

/**
 * Was it open at least once? What is fetched only when somebody opens it stays mounted afterwards, so that it can close as
 * others do.
 */
export function useOpenedOnce(isOpen: boolean): boolean {
  const [wasOpened, setWasOpened] = useState(isOpen);
  if (isOpen && !wasOpened) setWasOpened(true);
  return isOpen || wasOpened;
}
