"use client";

import { type ComponentType, type ReactNode, useState } from "react";
import { AccountButton } from "./account-button";
import type { AccountMenuProps } from "./account-menu";

const loadMenu = async (): Promise<ComponentType<AccountMenuProps>> => (await import("./account-menu")).AccountMenu;

/**
 * Who is signed in, as what, and the way out. The menu is on every page and seldom opened: its script comes when somebody
 * reaches for it, and the button stands there meanwhile.
 */
export function UserMenu(person: AccountMenuProps): ReactNode {
  const [Menu, setMenu] = useState<ComponentType<AccountMenuProps> | null>(null);
  if (Menu) return <Menu {...person} />;
  const reach = (): void => void loadMenu().catch(() => undefined);
  return (
    <AccountButton
      name={person.name}
      aria-haspopup="menu"
      aria-expanded={false}
      onPointerEnter={reach}
      onFocus={reach}
      onClick={() => void loadMenu().then((loaded) => setMenu(() => loaded))}
    />
  );
}
