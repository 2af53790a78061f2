import type { ReactNode } from "react";
import { type Role, roleTitles } from "@/lib/platform/auth/permissions";
import classes from "./identity.module.css";

/** Somebody's roles by their titles. */
export function RoleBadges({ roles }: { readonly roles: readonly Role[] }): ReactNode {
  return (
    <span className={classes.roles}>
      {roles.map((role) => (
        <span key={role} className={classes.role}>
          {roleTitles[role]}
        </span>
      ))}
    </span>
  );
}
