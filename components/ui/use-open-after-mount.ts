"use client";

import { useEffect, useState } from "react";

/**
 * `isOpen`, but never in the first render. A dialog notes where the focus was when it goes from closed to open; one that
 * is loaded on demand would be born open and give the focus back to nobody.
 */
export function useOpenAfterMount(isOpen: boolean): boolean {
  const [isShown, setIsShown] = useState(false);
  useEffect(() => setIsShown(isOpen), [isOpen]);
  return isShown;
}
