"use client";

import { ActionIcon, Tooltip } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { type ReactNode, useEffect, useState } from "react";
import { useAnnounce } from "./announcer";

export interface CopyButtonProps {
  readonly value: string;
  /** Noun of what is copied: "request id". */
  readonly what: string;
}

export function CopyButton({ value, what }: CopyButtonProps): ReactNode {
  const [outcome, setOutcome] = useState<"copied" | "failed" | null>(null);
  const announce = useAnnounce();
  useEffect(() => {
    if (outcome === null) return;
    const timer = setTimeout(() => setOutcome(null), 1_500);
    return () => clearTimeout(timer);
  }, [outcome]);

  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(value);
      setOutcome("copied");
      announce(`Copied ${what}`);
    } catch {
      setOutcome("failed");
      announce(`Could not copy ${what}`);
    }
  }

  const label = outcome === "copied" ? "Copied" : outcome === "failed" ? "Select and copy by hand" : `Copy ${what}`;
  return (
    <Tooltip label={label}>
      <ActionIcon variant="subtle" color="gray" size={24} aria-label={`Copy ${what}`} onClick={copy}>
        {outcome === "copied" ? <IconCheck size={14} /> : <IconCopy size={14} />}
      </ActionIcon>
    </Tooltip>
  );
}
