"use client";

import { useState } from "react";

/** Whether `value` has been true in some render so far. Keeps a dialog mounted, once loaded, for its closing. */
export function useEverTrue(value: boolean): boolean {
  const [wasTrue, setWasTrue] = useState(value);
  if (value && !wasTrue) setWasTrue(true);
  return value || wasTrue;
}
