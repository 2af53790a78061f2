"use client";

import { Input, type MantineColorScheme, SegmentedControl, Stack, Switch, useMantineColorScheme } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { usePreferences } from "@/components/layout/preferences";
import type { Done } from "@/lib/identity/contract";
import { callAction, type ServerAction } from "@/lib/platform/http/action-client";
import { FormProblems } from "./form-problems";
import classes from "./identity.module.css";
import { useHydrated } from "./use-hydrated";

interface StoredPreferences {
  readonly theme?: "auto" | "light" | "dark";
  readonly density?: "comfortable" | "compact";
  readonly timeZoneMode?: "local" | "utc";
  readonly isShortcutsEnabled?: boolean;
}

export type EditAccount = ServerAction<{ readonly name?: string; readonly preferences?: StoredPreferences }, Done>;

/** How things look: at once on this device, and kept for others. */
export function AccountPreferences({ editAccount }: { readonly editAccount: EditAccount }): ReactNode {
  const { preferences, setPreferences } = usePreferences();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const [failure, setFailure] = useState<unknown>(null);
  const isReady = useHydrated();

  async function keep(changes: StoredPreferences): Promise<void> {
    const { theme, ...onDevice } = changes;
    if (theme) setColorScheme(theme);
    setPreferences(onDevice);
    setFailure(null);
    await callAction(editAccount, { preferences: changes }).catch(setFailure);
  }

  return (
    <Stack gap="md" className={classes.form}>
      <Choice
        label="Theme"
        // The server does not know the theme; the first frame in the browser must equal its own.
        value={isReady ? colorScheme : "auto"}
        options={{ auto: "As the system", light: "Light", dark: "Dark" }}
        onChange={(theme: MantineColorScheme) => void keep({ theme })}
      />
      <Choice
        label="Rows"
        value={preferences.density}
        options={{ comfortable: "Comfortable", compact: "Compact" }}
        onChange={(density) => void keep({ density })}
      />
      <Choice
        label="Times"
        value={preferences.timeZoneMode}
        options={{ local: `Local (${preferences.timeZone})`, utc: "UTC" }}
        onChange={(timeZoneMode) => void keep({ timeZoneMode })}
      />
      <Switch
        label="Single-key shortcuts"
        description="Press ? anywhere to see them."
        checked={preferences.isShortcutsEnabled}
        onChange={(event) => void keep({ isShortcutsEnabled: event.currentTarget.checked })}
      />
      <FormProblems reasons={[]} failure={failure} />
    </Stack>
  );
}

interface ChoiceProps<Value extends string> {
  readonly label: string;
  readonly value: Value;
  readonly options: Readonly<Record<Value, string>>;
  readonly onChange: (value: Value) => void;
}

function Choice<Value extends string>({ label, value, options, onChange }: ChoiceProps<Value>): ReactNode {
  const data = Object.entries<string>(options).map(([option, words]) => ({ value: option, label: words }));
  return (
    <Input.Wrapper label={label} labelElement="div">
      <SegmentedControl
        fullWidth
        mt={4}
        aria-label={label}
        data={data}
        value={value}
        onChange={(next) => onChange(next as Value)}
      />
    </Input.Wrapper>
  );
}
