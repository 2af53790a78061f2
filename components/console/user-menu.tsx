"use client";

import { Menu, UnstyledButton } from "@mantine/core";
import { IconLogout, IconUserCircle } from "@tabler/icons-react";
import Link from "next/link";
import { type ReactNode, useState } from "react";
import { type Role, roleTitles } from "@/lib/platform/auth/permissions";
import classes from "./user-menu.module.css";

export interface UserMenuProps {
  readonly name: string;
  readonly email: string;
  readonly roles: readonly Role[];
}

/** Who is signed in, as what, and the way out. */
export function UserMenu({ name, email, roles }: UserMenuProps): ReactNode {
  const [failed, setFailed] = useState(false);
  const titles = roles.map((role) => roleTitles[role]).join(", ");
  async function leave(): Promise<void> {
    setFailed(!(await signOut()));
  }
  return (
    <Menu position="bottom-end" width={248}>
      <Menu.Target>
        <UnstyledButton className={classes.button} aria-label={`${initialsOf(name)}, account of ${name}`}>
          <span aria-hidden="true">{initialsOf(name)}</span>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <div className={classes.who}>
          <div className={classes.name}>{name}</div>
          <div className={classes.line}>{email}</div>
          <div className={classes.line}>{titles || "No role"}</div>
        </div>
        <Menu.Divider />
        <Menu.Item component={Link} href="/account" leftSection={<IconUserCircle size={16} stroke={1.6} />}>
          Account
        </Menu.Item>
        <Menu.Item leftSection={<IconLogout size={16} stroke={1.6} />} closeMenuOnClick={false} onClick={leave}>
          {failed ? "That did not work. Try again" : "Sign out"}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

/** Ends the session on the server, then leaves the page. False when the server did not take it. */
async function signOut(): Promise<boolean> {
  try {
    const { csrfToken } = (await (await fetch("/api/auth/csrf")).json()) as { csrfToken: string };
    const answer = await fetch("/api/auth/signout", {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams({ csrfToken, callbackUrl: "/sign-in", json: "true" }),
    });
    if (answer.ok) window.location.assign("/sign-in");
    return answer.ok;
  } catch {
    return false;
  }
}

/** First letters of the first and last word: "AO" for Amara Osei. */
export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/);
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined].map((word) => [...(word ?? "")][0] ?? "");
  return letters.join("").toUpperCase() || "?";
}
