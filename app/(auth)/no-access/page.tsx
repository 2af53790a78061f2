import type { Metadata } from "next";
import Link from "next/link";
import type { ReactNode } from "react";
import { PageMessage } from "@/components/feedback/page-message";
import { isPermission, permissions, whoMay } from "@/lib/platform/auth/permissions";

export const metadata: Metadata = { title: "No access" };

interface NoAccessPageProps {
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function NoAccessPage({ searchParams }: NoAccessPageProps): Promise<ReactNode> {
  const { needs } = await searchParams;
  const permission = typeof needs === "string" && isPermission(needs) ? needs : null;
  return (
    <PageMessage title="Your role does not include this page" actions={<Link href="/">Go to the home page</Link>}>
      {permission
        ? `To ${permissions[permission].does}, one needs to be ${whoMay(permission)}. An administrator can change your roles.`
        : "An administrator can change your roles."}
    </PageMessage>
  );
}
