"use client";

import { Tooltip } from "@mantine/core";
import { cloneElement, type ReactElement, type ReactNode } from "react";

interface DisableableProps {
  readonly "aria-disabled"?: boolean | "true" | "false";
  readonly "data-disabled"?: boolean;
  readonly onClick?: (event: React.MouseEvent) => void;
}

export interface DisabledReasonProps {
  /** Why the control cannot be used, and who can change that: "Needs release manager. Ask Platform." Null when it can be used. */
  readonly reason: string | null;
  /** One button-like control. */
  readonly children: ReactElement<DisableableProps>;
}

/** Keeps a forbidden control visible and focusable, and says why it does nothing. */
export function DisabledReason({ reason, children }: DisabledReasonProps): ReactNode {
  if (reason === null) return children;
  const control = cloneElement(children, {
    "aria-disabled": true,
    "data-disabled": true,
    onClick: (event) => event.preventDefault(),
  });
  return (
    <Tooltip label={reason} multiline>
      {control}
    </Tooltip>
  );
}
