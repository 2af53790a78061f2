import type { Instant } from "@/lib/kernel/instant";
import type { ClockStatus } from "../contract";
import type { ClockState } from "./sla-clock";

/** Up to when the source of a clock's events is believed, and why not until now. */
export type ClockSource =
  | { readonly isDark: false }
  | { readonly isDark: true; readonly heardAt: Instant | null; readonly why: string };

/** What to say of a clock, with the reason where it is no plain answer. */
export interface ClockAnswer {
  readonly status: ClockStatus;
  readonly why: string | null;
}

/**
 * What a clock is, from what it shows. A dark source makes nothing better: what runs is undetermined, for it may have been stopped, or
 * not; what was due before the source was last heard is breached all the same, for it ran then.
 */
export function clockStatusOf(state: ClockState, source: ClockSource, voidBecause: string | null): ClockAnswer {
  const plain = (status: ClockStatus): ClockAnswer => ({ status, why: null });
  if (voidBecause !== null) return { status: "void", why: voidBecause };
  if (state.state === "stopped") return plain(state.isBreached ? "breached" : "met");
  if (state.state === "not_started") {
    return source.isDark ? { status: "undetermined", why: source.why } : plain("not_started");
  }
  const { dueAt } = state;
  if (!source.isDark) return plain(state.isBreached ? "breached" : state.state);
  const ranWhenDue = dueAt !== null && source.heardAt !== null && dueAt < source.heardAt;
  return ranWhenDue ? plain("breached") : { status: "undetermined", why: source.why };
}
