"use client";

import type { ReactNode } from "react";
import { PageHeader } from "@/components/layout/page-header";
import { Panel } from "@/components/ui/panel";
import type { Done, MeView, SessionView } from "@/lib/identity/contract";
import type { Role } from "@/lib/platform/auth/permissions";
import type { ServerAction } from "@/lib/platform/http/action-client";
import { AccountPreferences, type EditAccount } from "./account-preferences";
import { AccountProfile } from "./account-profile";
import { AccountSessions, type AccountSessionsProps } from "./account-sessions";
import classes from "./identity.module.css";
import { PasswordForm } from "./password-form";
import { RoleBadges } from "./role-badges";

export interface AccountProps {
  readonly me: MeView;
  readonly sessions: readonly SessionView[];
  readonly actions: AccountSessionsProps["actions"] & {
    readonly editAccount: EditAccount;
    readonly changePassword: ServerAction<{ readonly currentPassword: string; readonly newPassword: string }, Done>;
  };
}

/** One's own account: who one is here, how one signs in, where one is signed in, how things look. */
export function Account({ me, sessions, actions }: AccountProps): ReactNode {
  return (
    <>
      <PageHeader title="Account" answer={me.email} status={<RoleBadges roles={me.roles as Role[]} />} />
      <div className={classes.stack}>
        <Panel title="Profile">
          <AccountProfile me={me} editAccount={actions.editAccount} />
        </Panel>
        <Panel title="Preferences" description="Kept with your account and brought to each device you sign in on.">
          <AccountPreferences editAccount={actions.editAccount} />
        </Panel>
        <Panel title="Password" description="Your other sessions end when you change it.">
          {me.hasPassword ? (
            <PasswordForm email={me.email ?? ""} changePassword={actions.changePassword} />
          ) : (
            "You sign in through your identity provider; there is no password here."
          )}
        </Panel>
        <AccountSessions initial={sessions} actions={actions} />
      </div>
    </>
  );
}
