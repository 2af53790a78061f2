"use client";

import { PasswordInput, type PasswordInputProps } from "@mantine/core";
import type { ReactNode } from "react";

/** A password field whose eye is reached by keyboard, and that says of itself when it is wrong, as other fields do. */
export function SecretInput(props: PasswordInputProps): ReactNode {
  return (
    <PasswordInput
      visibilityToggleButtonProps={{ "aria-label": "Show the password", tabIndex: 0 }}
      aria-invalid={props.error ? true : undefined}
      {...props}
    />
  );
}
