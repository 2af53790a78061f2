"use client";

import { createContext, type ReactNode, useContext, useEffect, useState } from "react";

const NowContext = createContext(0);

export interface NowProviderProps {
  /** Epoch milliseconds at which the server drew the page; the first frame in the browser uses the same moment. */
  readonly initialNowMs: number;
  readonly children: ReactNode;
}

/** One clock for every relative time on the page: a tick per second, none while the tab is hidden. */
export function NowProvider({ initialNowMs, children }: NowProviderProps): ReactNode {
  const [nowMs, setNowMs] = useState(initialNowMs);
  useEffect(() => {
    const update = (): void => {
      if (document.visibilityState === "visible") setNowMs(Date.now());
    };
    update();
    const timer = setInterval(update, 1_000);
    document.addEventListener("visibilitychange", update);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", update);
    };
  }, []);
  return <NowContext value={nowMs}>{children}</NowContext>;
}

/** Epoch milliseconds of the page's clock. */
export function useNowMs(): number {
  return useContext(NowContext);
}
