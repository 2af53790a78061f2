import type { Metadata } from "next";
import Link from "next/link";
import type { ReactNode } from "react";
import { PageMessage } from "@/components/feedback/page-message";

export const metadata: Metadata = { title: "Not found" };

export default function NotFound(): ReactNode {
  return (
    <PageMessage
      title="There is no such page, or you may not see it"
      actions={<Link href="/">Go to the home page</Link>}
    >
      The address may be mistyped, the thing may have been removed, or your role may not include it.
    </PageMessage>
  );
}
