"use client";

import { Checkbox } from "@mantine/core";
import type { ReactNode } from "react";
import { permissions, permissionsOf, type Role, roles, roleTitles } from "@/lib/platform/auth/permissions";
import classes from "./identity.module.css";

export interface RolePickerProps {
  readonly value?: readonly Role[];
  readonly onChange: (value: Role[]) => void;
  readonly error?: ReactNode;
}

/** What a role adds to looking around, in the words of the table of permissions. */
function addsOf(role: Role): string {
  const looking = permissionsOf(["viewer"]);
  const added = [...permissionsOf([role])].filter((permission) => !looking.has(permission));
  if (added.length === 0) return "May look at everything that concerns releases.";
  if (role === "admin") return "May do everything, and manages users.";
  const words = added.slice(0, 3).map((permission) => permissions[permission].does);
  return `May also ${words.join("; ")}${added.length > 3 ? "; and more" : ""}.`;
}

/** Which roles somebody has; at least one. */
export function RolePicker({ value, onChange, error }: RolePickerProps): ReactNode {
  return (
    <Checkbox.Group
      label="Roles"
      description="A person may do what any of their roles allows."
      value={[...(value ?? [])]}
      onChange={(next) => onChange(next as Role[])}
      error={error}
    >
      <div className={classes.choices} style={{ marginTop: "0.625rem" }}>
        {roles.map((role) => (
          <Checkbox key={role} value={role} label={roleTitles[role]} description={addsOf(role)} />
        ))}
      </div>
    </Checkbox.Group>
  );
}
