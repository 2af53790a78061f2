"use client";

import { type ReactNode, useRef } from "react";
import classes from "./tab-bar.module.css";

export interface TabBarItem {
  readonly value: string;
  readonly label: string;
  /** How many things are behind it; nothing is shown for undefined. */
  readonly count?: number | undefined;
}

export interface TabBarProps {
  /** What is being chosen, for screen readers. */
  readonly label: string;
  readonly items: readonly TabBarItem[];
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** Id of the region that the tabs change. */
  readonly controls: string;
}

/** Views of one page. Arrow keys move between them; the choice belongs in the URL. */
export function TabBar({ label, items, value, onChange, controls }: TabBarProps): ReactNode {
  const list = useRef<HTMLDivElement>(null);
  function onKeyDown(event: React.KeyboardEvent): void {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const index = items.findIndex((item) => item.value === value);
    const next = items[(index + step + items.length) % items.length];
    if (!next) return;
    onChange(next.value);
    list.current?.querySelector<HTMLElement>(`[data-tab="${next.value}"]`)?.focus();
  }
  return (
    <div ref={list} className={classes.bar} role="tablist" aria-label={label} onKeyDown={onKeyDown}>
      {items.map((item) => (
        <button
          key={item.value}
          type="button"
          role="tab"
          className={classes.tab}
          data-tab={item.value}
          aria-selected={item.value === value}
          aria-controls={controls}
          tabIndex={item.value === value ? 0 : -1}
          onClick={() => onChange(item.value)}
        >
          {item.label}
          {item.count === undefined ? null : <span className={classes.count}>{item.count}</span>}
        </button>
      ))}
    </div>
  );
}
