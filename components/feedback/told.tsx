"use client";

import type { ReactNode } from "react";
import { useTimeZone } from "@/components/layout/preferences";
import { inZoneOf } from "./told-text";

/** A sentence that the server wrote, with its times in the reader's zone as everywhere else on the page. */
export function ToldText({ text }: { readonly text: string }): ReactNode {
  return inZoneOf(text, useTimeZone());
}
