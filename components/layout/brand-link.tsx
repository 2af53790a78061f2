import Link from "next/link";
import type { ReactNode } from "react";
import classes from "./brand-link.module.css";
import { BrandMark } from "./brand-mark";

export function BrandLink({ isCollapsed = false }: { readonly isCollapsed?: boolean }): ReactNode {
  return (
    <Link href="/" className={classes.brand} data-collapsed={isCollapsed || undefined} aria-label="Signalbox, home">
      <BrandMark />
      {isCollapsed ? null : <span>Signalbox</span>}
    </Link>
  );
}
