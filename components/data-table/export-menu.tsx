"use client";

import { type ComponentType, type ReactNode, useState } from "react";
import { ExportButton } from "./export-button";

export interface ExportMenuProps {
  /** Last part of the address below `/api/v1/exports`. */
  readonly rows: string;
  /** What the list is asked for, as its own request has it; page and size of it do not matter. */
  readonly query: Readonly<Record<string, string | number | undefined>>;
}

const loadChoices = async (): Promise<ComponentType<ExportMenuProps>> =>
  (await import("./export-choices")).ExportChoices;

/** The list that is shown as a file, all of it. What opens comes when somebody reaches for it: most people only look. */
export function ExportMenu(props: ExportMenuProps): ReactNode {
  const [Choices, setChoices] = useState<ComponentType<ExportMenuProps> | null>(null);
  if (Choices) return <Choices {...props} />;
  const reach = (): void => void loadChoices().catch(() => undefined);
  return (
    <ExportButton
      aria-haspopup="menu"
      aria-expanded={false}
      onPointerEnter={reach}
      onFocus={reach}
      onClick={() => void loadChoices().then((loaded) => setChoices(() => loaded))}
    />
  );
}
