"use client";

import { type QueryKey, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import { type ConnectionStatus, type Hint, LiveConnection } from "./live-connection";

export interface LiveHintsOptions {
  /** Query keys that a hint makes stale; by default every query whose key begins with the topic. */
  readonly keysOf?: (hint: Hint) => readonly QueryKey[];
  readonly url?: string;
}

export interface LiveHints {
  readonly status: ConnectionStatus;
  /** Epoch milliseconds of the last sign of life; null before the first. */
  readonly updatedAtMs: number | null;
  readonly setPaused: (isPaused: boolean) => void;
}

const keysOfTopic = (hint: Hint): readonly QueryKey[] => [[hint.topic]];

/** Keeps TanStack queries fresh from the stream of hints. Use once, in the layout; hand the result to LiveIndicator. */
export function useLiveHints({ keysOf = keysOfTopic, url = "/api/stream" }: LiveHintsOptions = {}): LiveHints {
  const queryClient = useQueryClient();
  const connection = useRef<LiveConnection | null>(null);
  const keys = useRef(keysOf);
  const [state, setState] = useState<Omit<LiveHints, "setPaused">>({ status: "connecting", updatedAtMs: null });
  useEffect(() => {
    keys.current = keysOf;
  }, [keysOf]);

  useEffect(() => {
    const live = new LiveConnection({
      open: () => new EventSource(url),
      after: (delayMs, task) => {
        const timer = setTimeout(task, delayMs);
        return () => clearTimeout(timer);
      },
      nowMs: () => Date.now(),
      onHints: (hints) => {
        for (const hint of hints) {
          for (const queryKey of keys.current(hint)) void queryClient.invalidateQueries({ queryKey });
        }
      },
      onRefetchAll: () => void queryClient.invalidateQueries(),
      onChange: (status, updatedAtMs) => setState({ status, updatedAtMs }),
    });
    const onVisibility = (): void => live.setHidden(document.visibilityState === "hidden");
    connection.current = live;
    live.setHidden(document.visibilityState === "hidden");
    live.start();
    document.addEventListener("visibilitychange", onVisibility);
    return () => {
      document.removeEventListener("visibilitychange", onVisibility);
      live.stop();
    };
  }, [queryClient, url]);

  const setPaused = useCallback((isPaused: boolean) => connection.current?.setPaused(isPaused), []);
  return { ...state, setPaused };
}
