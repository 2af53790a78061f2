import type { ClockStatus } from "../contract";
import type { ClockState } from "./sla-clock";

/** Whether silence of the source of a clock's events means that nothing happened. */
export type ClockSource = { readonly isDark: false } | { readonly isDark: true; readonly why: string };

/** What to say of a clock, with the reason where it is no plain answer. */
export interface ClockAnswer {
  readonly status: ClockStatus;
  readonly why: string | null;
}

/**
 * What a clock is, from what it shows. A dark source makes nothing better: what would run is undetermined, for it may have been stopped
 * or not; what is overdue without word of a stop stays breached until its source says otherwise.
 */
export function clockStatusOf(state: ClockState, source: ClockSource, voidBecause: string | null): ClockAnswer {
  const why = source.isDark ? source.why : null;
  if (voidBecause !== null) return { status: "void", why: voidBecause };
  if (state.state === "stopped") return { status: state.isBreached ? "breached" : "met", why: null };
  if (state.isBreached) return { status: "breached", why: why && `No word of a stop came when it was due. ${why}` };
  return why === null ? { status: state.state, why } : { status: "undetermined", why };
}
