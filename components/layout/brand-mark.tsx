import type { ReactNode } from "react";

/** Three rising bars and a signal lamp: a share of traffic that grows, watched. */
export function BrandMark({ size = 22 }: { readonly size?: number }): ReactNode {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" aria-hidden="true">
      <rect width="24" height="24" rx="6" fill="var(--sb-accent)" />
      <path d="M6.5 18v-3M11 18v-5.5M15.5 18v-4" stroke="#fff" strokeWidth="2.4" strokeLinecap="round" />
      <circle cx="15.5" cy="8" r="2.8" fill="none" stroke="#fff" strokeWidth="2" />
    </svg>
  );
}
