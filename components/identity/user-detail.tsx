"use client";

import { Anchor, Button, Group } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { type ReactNode, useState } from "react";
import { ConfirmAction } from "@/components/feedback/confirm-action";
import { DisabledReason } from "@/components/feedback/disabled-reason";
import { StatusBadge } from "@/components/feedback/status-badge";
import { Time } from "@/components/feedback/time";
import { PageHeader } from "@/components/layout/page-header";
import { Facts } from "@/components/ui/facts";
import { Panel } from "@/components/ui/panel";
import type { Ended, IssuedLink, SetupLinkView, UserView } from "@/lib/identity/contract";
import { fetchUser, userKeys } from "@/lib/identity/queries";
import { whoMay } from "@/lib/platform/auth/permissions";
import type { ServerAction } from "@/lib/platform/http/action-client";
import classes from "./identity.module.css";
import { SecretOnce } from "./secret-once";
import { type Reauthenticate, useReauthentication } from "./use-reauthentication";
import { UserForm, type UserFormProps } from "./user-form";

type ById<Output> = ServerAction<{ readonly id: string; readonly reason?: string }, Output>;

export interface UserDetailProps {
  readonly initial: UserView;
  readonly mayManage: boolean;
  readonly isSelf: boolean;
  readonly actions: {
    readonly editUser: UserFormProps["editUser"];
    readonly disableUser: ById<UserView>;
    readonly enableUser: ServerAction<{ readonly id: string }, UserView>;
    readonly issueSetupLink: ServerAction<{ readonly id: string }, IssuedLink>;
    readonly signOutUser: ServerAction<{ readonly id: string }, Ended>;
    readonly reauthenticate: Reauthenticate;
  };
}

export function UserDetail({ initial, mayManage, isSelf, actions }: UserDetailProps): ReactNode {
  const { data: user } = useQuery({
    queryKey: userKeys.detail(initial.id),
    queryFn: ({ signal }) => fetchUser(initial.id, signal),
    initialData: initial,
  });
  const { call, dialog } = useReauthentication(actions.reauthenticate);
  const refusal = mayManage ? null : `Needs ${whoMay("identity:write")}.`;
  const isActive = user.state === "active";
  return (
    <>
      <PageHeader
        title={user.name}
        breadcrumbs={
          <Anchor component={Link} href="/settings/users">
            Users
          </Anchor>
        }
        status={
          <StatusBadge
            variant="soft"
            status={isActive ? "healthy" : "neutral"}
            label={isActive ? "Active" : "Disabled"}
          />
        }
        answer={user.email}
      />
      <div className={classes.columns}>
        <Panel title="Name and roles" description="Other roles sign the person out everywhere.">
          <UserForm key={user.revision} user={user} refusal={refusal} editUser={actions.editUser} call={call} />
        </Panel>
        <div className={classes.stack}>
          <Panel title="About">
            <Facts layout="rows" facts={factsOf(user)} />
          </Panel>
          <Panel title="Access">
            <AccessControls user={user} isSelf={isSelf} refusal={refusal} actions={actions} call={call} />
          </Panel>
        </div>
      </div>
      {dialog}
    </>
  );
}

function factsOf(user: UserView): { term: string; value: ReactNode }[] {
  const ways = [user.hasPassword ? "password" : null, user.usesSingleSignOn ? "single sign-on" : null].filter(Boolean);
  return [
    { term: "Signs in with", value: ways.join(" and ") || "nothing yet: a link was issued" },
    { term: "Last seen", value: user.lastSeenAt ? <Time atMs={Date.parse(user.lastSeenAt)} /> : "never" },
    { term: "Added", value: <Time atMs={Date.parse(user.createdAt)} format="absolute" /> },
    { term: "Teams", value: user.teams.map((team) => team.name).join(", ") || "none" },
  ];
}

interface AccessControlsProps extends Pick<UserDetailProps, "isSelf" | "actions"> {
  readonly user: UserView;
  readonly refusal: string | null;
  readonly call: ReturnType<typeof useReauthentication>["call"];
}

function AccessControls({ user, isSelf, refusal, actions, call }: AccessControlsProps): ReactNode {
  const client = useQueryClient();
  const [link, setLink] = useState<SetupLinkView | null>(null);
  const [asked, setAsked] = useState<"disable" | "enable" | "link" | "sign-out" | null>(null);
  const close = (): void => setAsked(null);
  const refresh = () => client.invalidateQueries({ queryKey: ["user"] });
  const button = (what: NonNullable<typeof asked>, label: string, color?: string): ReactNode => (
    <DisabledReason reason={refusal}>
      <Button variant="default" size="xs" {...(color ? { c: color } : {})} onClick={() => setAsked(what)}>
        {label}
      </Button>
    </DisabledReason>
  );
  const who = { where: `${user.name}, ${user.email}` };
  return (
    <div className={classes.stack}>
      <Group gap="xs">
        {user.state === "active" ? (
          <>
            {button("sign-out", "Sign out everywhere")}
            {button("link", "New password link")}
            {button("disable", "Disable", "var(--sb-failed-text)")}
          </>
        ) : (
          button("enable", "Enable")
        )}
      </Group>
      {link ? (
        <SecretOnce what="link" value={link.url}>
          Give {user.name} this link. It works once, within {link.validHours} hours, and is shown only now.
        </SecretOnce>
      ) : null}
      <ConfirmAction
        {...who}
        isOpen={asked === "disable"}
        onClose={close}
        label={`Disable ${user.name}`}
        changes="The person is signed out everywhere at once and cannot sign in. Their API tokens are revoked."
        blastRadius={
          isSelf
            ? "You. Your next click will find you signed out."
            : "This person, and every pipeline that uses their tokens."
        }
        doesNotUndo="Revoked tokens stay revoked when the person is enabled again."
        onConfirm={async (reason) => {
          await call(actions.disableUser, { id: user.id, reason });
          await refresh();
        }}
      />
      <ConfirmAction
        {...who}
        isOpen={asked === "enable"}
        onClose={close}
        label={`Enable ${user.name}`}
        tone="neutral"
        isReasonRequired={false}
        changes="The person may sign in again, with the roles shown here."
        blastRadius="This person."
        onConfirm={async () => {
          await call(actions.enableUser, { id: user.id });
          await refresh();
        }}
      />
      <ConfirmAction
        {...who}
        isOpen={asked === "link"}
        onClose={close}
        label={`Make a password link for ${user.name}`}
        tone="neutral"
        isReasonRequired={false}
        changes="Whoever opens the link sets a new password for this account and can sign in as this person."
        blastRadius="This person. Earlier links stop working; the present password works until a new one is set."
        onConfirm={async () => setLink((await call(actions.issueSetupLink, { id: user.id })).setupLink)}
      />
      <ConfirmAction
        {...who}
        isOpen={asked === "sign-out"}
        onClose={close}
        label={`Sign ${user.name} out everywhere`}
        tone="neutral"
        isReasonRequired={false}
        changes="All sessions of this person end at once; they may sign in again."
        blastRadius="This person's browsers. API tokens keep working."
        onConfirm={async () => {
          await call(actions.signOutUser, { id: user.id });
        }}
      />
    </div>
  );
}
