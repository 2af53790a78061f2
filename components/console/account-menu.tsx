"use client";

import { Menu } from "@mantine/core";
import { IconLogout, IconUserCircle } from "@tabler/icons-react";
import Link from "next/link";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { type Role, roleTitles } from "@/lib/platform/auth/permissions";
import { AccountButton } from "./account-button";
import classes from "./user-menu.module.css";

export interface AccountMenuProps {
  readonly name: string;
  readonly email: string;
  readonly roles: readonly Role[];
}

/** The menu under the account button, open from the start: it is here because somebody pressed the button. */
export function AccountMenu({ name, email, roles }: AccountMenuProps): ReactNode {
  const [isOpen, setIsOpen] = useState(false);
  const [failed, setFailed] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const titles = roles.map((role) => roleTitles[role]).join(", ");
  // It stands in for the button that was pressed, and gives the focus back to it when it closes.
  useEffect(() => {
    button.current?.focus();
    setIsOpen(true);
  }, []);
  async function leave(): Promise<void> {
    setFailed(!(await signOut()));
  }
  return (
    <Menu position="bottom-end" width={248} opened={isOpen} onChange={setIsOpen}>
      <Menu.Target>
        <AccountButton
          name={name}
          ref={button}
          // Whoever is faster than the menu takes the focus closes it all the same.
          onKeyDown={({ key }) => (key === "Escape" ? setIsOpen(false) : undefined)}
        />
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
