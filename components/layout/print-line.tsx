"use client";

import { type ReactNode, useEffect, useState } from "react";
import { flushSync } from "react-dom";
import { formatAbsolute } from "@/components/feedback/time-format";
import { useTimeZone } from "./preferences";

export interface PrintLineProps {
  /** Who prints. */
  readonly person: string;
}

interface Printed {
  readonly title: string;
  readonly host: string;
  readonly address: string;
  readonly atMs: number;
}

/** What a sheet of paper says about itself, at its head: which page of which installation, who printed it and when. Seen in print only. */
export function PrintLine({ person }: PrintLineProps): ReactNode {
  const zone = useTimeZone();
  const [printed, setPrinted] = useState<Printed | null>(null);
  useEffect(() => {
    const note = (): void => setPrinted(asPrintedNow());
    // A window that is printed by a program may never say so.
    note();
    const onPrint = (): void => flushSync(note);
    window.addEventListener("beforeprint", onPrint);
    return () => window.removeEventListener("beforeprint", onPrint);
  }, []);
  if (!printed) return null;
  return (
    <div data-print-line>
      <span>{printed.title}</span>
      <span>
        Printed by {person} from {printed.host}, {formatAbsolute(printed.atMs, zone)} ({zone})
      </span>
      <span>{printed.address}</span>
    </div>
  );
}

function asPrintedNow(): Printed {
  const { host, href } = window.location;
  return { title: document.title, host, address: href, atMs: Date.now() };
}
