"use client";

import { VisuallyHidden } from "@mantine/core";
import { createContext, type ReactNode, useCallback, useContext, useState } from "react";

type Announce = (sentence: string, urgency?: "polite" | "assertive") => void;

const AnnounceContext = createContext<Announce>(() => undefined);

/** One live region for the whole page: many regions talk over one another. */
export function AnnouncerProvider({ children }: { readonly children: ReactNode }): ReactNode {
  const [polite, setPolite] = useState("");
  const [assertive, setAssertive] = useState("");
  const announce = useCallback<Announce>((sentence, urgency = "polite") => {
    const set = urgency === "assertive" ? setAssertive : setPolite;
    // The same sentence twice is read twice only when the text differs; a trailing space is silent.
    set((previous) => (previous === sentence ? `${sentence} ` : sentence));
  }, []);
  return (
    <AnnounceContext value={announce}>
      {children}
      <VisuallyHidden aria-live="polite" role="status" data-announcer="polite">
        {polite}
      </VisuallyHidden>
      <VisuallyHidden aria-live="assertive" role="alert" data-announcer="assertive">
        {assertive}
      </VisuallyHidden>
    </AnnounceContext>
  );
}

/** Say a sentence to screen readers; `assertive` interrupts, and is for harm only. */
export function useAnnounce(): Announce {
  return useContext(AnnounceContext);
}
