"use client";

import { Button } from "@mantine/core";
import Link from "next/link";
import { usePathname } from "next/navigation";
import type { ReactNode } from "react";
import { EmptyState } from "@/components/feedback/empty-state";

/** The empty state of a list whose filters match nothing, with the way back to all rows. */
export function NothingMatches({ what }: { readonly what: string }): ReactNode {
  const pathname = usePathname();
  return (
    <EmptyState
      kind="nothing_matches"
      title={`No ${what} match`}
      description="Loosen a filter, or look at all of them."
      actions={
        <Button component={Link} href={pathname} size="xs" variant="default">
          Clear filters
        </Button>
      }
    />
  );
}
