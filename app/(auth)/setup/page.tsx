import type { Metadata } from "next";
import { notFound } from "next/navigation";
import type { ReactNode } from "react";
import { AuthCard } from "@/components/identity/auth-card";
import { SetupForm } from "@/components/identity/setup-form";
import { readSetupLink } from "@/lib/identity/use-cases/redeem-setup-link";
import { redeemSetupLink } from "./actions";

// The address holds a one-time secret: it must not travel to any other site.
export const metadata: Metadata = { title: "Set up", referrer: "no-referrer" };

interface SetupPageProps {
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function SetupPage({ searchParams }: SetupPageProps): Promise<ReactNode> {
  const { token } = await searchParams;
  const link = typeof token === "string" ? await readSetupLink(token) : null;
  if (typeof token !== "string" || !link) notFound();
  const isFirst = link.userId === null;
  return (
    <AuthCard
      title={isFirst ? "Welcome to Signalbox" : `Hello ${link.userName ?? ""}`}
      lead={
        isFirst
          ? "You are the first here. Make the administrator's account; this link works once."
          : "Choose a password for your account; this link works once."
      }
    >
      <SetupForm token={token} isFirst={isFirst} email={link.userEmail} redeem={redeemSetupLink} />
    </AuthCard>
  );
}
