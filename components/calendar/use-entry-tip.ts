"use client";

import { useEffect, useRef, useState } from "react";

/** The entry over which a tooltip stands, and where. */
export interface OpenTip {
  readonly entryId: string;
  readonly rect: DOMRect;
}

const openMs = 350;
const closeMs = 150;

function entryOf(target: EventTarget | null): HTMLElement | null {
  return target instanceof Element ? target.closest<HTMLElement>("[data-entry]") : null;
}

/**
 * Which entry of a part of the page the pointer rests on or the keyboard has focused. One set of listeners for all entries, however many
 * there are. It closes with Escape and when the page scrolls, and stays while the pointer is on the tooltip itself (WCAG 1.4.13).
 */
export function useEntryTip(tipId: string) {
  const [tip, setTip] = useState<OpenTip | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const root = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const node = root.current;
    if (!node) return;
    const later = (run: () => void, ms: number): void => {
      clearTimeout(timer.current);
      timer.current = setTimeout(run, ms);
    };
    const open = (target: HTMLElement): void =>
      later(() => {
        if (target.isConnected) setTip({ entryId: target.dataset.entry ?? "", rect: target.getBoundingClientRect() });
      }, openMs);
    const close = (): void => later(() => setTip(null), closeMs);
    const over = (event: PointerEvent): void => {
      const target = event.pointerType === "touch" ? null : entryOf(event.target);
      if (target) open(target);
    };
    const out = (event: PointerEvent): void => {
      if (entryOf(event.target)) close();
    };
    const focus = (event: FocusEvent): void => {
      const target = entryOf(event.target);
      if (target?.matches(":focus-visible")) open(target);
    };
    const blur = (event: FocusEvent): void => {
      if (entryOf(event.target)) close();
    };
    const end = (): void => {
      clearTimeout(timer.current);
      setTip(null);
    };
    // What is about to open opens where it then is: whoever goes on by keyboard has the page scroll to the entry.
    const scrolled = (): void => setTip(null);
    const key = (event: KeyboardEvent): void => {
      if (event.key === "Escape") end();
    };
    node.addEventListener("pointerover", over);
    node.addEventListener("pointerout", out);
    node.addEventListener("focusin", focus);
    node.addEventListener("focusout", blur);
    node.addEventListener("pointerdown", end);
    window.addEventListener("keydown", key);
    window.addEventListener("scroll", scrolled, true);
    return () => {
      clearTimeout(timer.current);
      node.removeEventListener("pointerover", over);
      node.removeEventListener("pointerout", out);
      node.removeEventListener("focusin", focus);
      node.removeEventListener("focusout", blur);
      node.removeEventListener("pointerdown", end);
      window.removeEventListener("keydown", key);
      window.removeEventListener("scroll", scrolled, true);
    };
  }, []);
  useEffect(() => {
    if (tip === null) return;
    const target = root.current?.querySelector(`[data-entry="${CSS.escape(tip.entryId)}"]`);
    target?.setAttribute("aria-describedby", tipId);
    return () => target?.removeAttribute("aria-describedby");
  }, [tip, tipId]);
  const stay = {
    onPointerEnter: () => clearTimeout(timer.current),
    onPointerLeave: () => setTip(null),
  };
  return { root, tip, stay };
}
