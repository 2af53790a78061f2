"use client";

import dynamic from "next/dynamic";
import type { ReactNode } from "react";
import { useEverTrue } from "@/components/ui/use-ever-true";
import type { ConfirmActionProps } from "./confirm-action-props";

/* Dialogs are a sixth of the kit's weight and most page views open none. */
const ConfirmDialog = dynamic(() => import("./confirm-dialog").then((module) => module.ConfirmDialog), { ssr: false });

/** The dialog in front of a risky action: consequences in words, a reason, and a button that says what it does. */
export function ConfirmAction(props: ConfirmActionProps): ReactNode {
  return useEverTrue(props.isOpen) ? <ConfirmDialog {...props} /> : null;
}
