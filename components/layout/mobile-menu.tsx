"use client";

import { Drawer } from "@mantine/core";
import type { ReactNode } from "react";
import { useOpenAfterMount } from "@/components/ui/use-open-after-mount";
import { BrandLink } from "./brand-link";
import classes from "./mobile-menu.module.css";
import type { NavSection } from "./navigation";
import { SideNav } from "./side-nav";

export interface MobileMenuProps {
  readonly sections: readonly NavSection[];
  readonly isOpen: boolean;
  readonly onClose: () => void;
  /** Below the navigation. */
  readonly children: ReactNode;
}

/** The navigation of narrow screens, in a drawer. */
export function MobileMenu({ sections, isOpen, onClose, children }: MobileMenuProps): ReactNode {
  const isShown = useOpenAfterMount(isOpen);
  return (
    <Drawer
      opened={isShown}
      onClose={onClose}
      size={264}
      title={<BrandLink />}
      closeButtonProps={{ "aria-label": "Close menu" }}
      classNames={{ header: classes.drawerHeader, body: classes.drawerBody, content: classes.drawer }}
    >
      <SideNav sections={sections} onNavigate={onClose} />
      <div className={classes.drawerFooter}>{children}</div>
    </Drawer>
  );
}
