"use client";

import { CloseButton, Select, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { debounce, parseAsString, useQueryStates } from "nuqs";
import type { ReactNode } from "react";
import classes from "./data-table.module.css";

interface FilterProps {
  /** Name in the URL. */
  readonly name: string;
  /** Accessible name and placeholder. */
  readonly label: string;
}

/** One filter in the URL. A new filter goes back to the first page. */
function useFilter(name: string): [string, (value: string | null, isTyping?: boolean) => void] {
  const [values, setValues] = useQueryStates({ [name]: parseAsString, page: parseAsString, cursor: parseAsString });
  const set = (value: string | null, isTyping = false): void => {
    const limitUrlUpdates = isTyping ? debounce(300) : undefined;
    void setValues({ [name]: value || null, page: null, cursor: null }, { limitUrlUpdates });
  };
  return [values[name] ?? "", set];
}

export function SearchFilter({ name, label }: FilterProps): ReactNode {
  const [value, set] = useFilter(name);
  return (
    <TextInput
      className={classes.search}
      aria-label={label}
      placeholder={label}
      value={value}
      onChange={(event) => set(event.currentTarget.value, true)}
      leftSection={<IconSearch size={14} stroke={1.8} />}
      rightSection={value ? <CloseButton size={24} aria-label="Clear" onClick={() => set(null)} /> : null}
    />
  );
}

export interface ChoiceFilterProps extends FilterProps {
  readonly options: readonly { readonly value: string; readonly label: string }[];
}

export function ChoiceFilter({ name, label, options }: ChoiceFilterProps): ReactNode {
  const [value, set] = useFilter(name);
  return (
    <Select
      className={classes.choice}
      aria-label={label}
      placeholder={label}
      data={[...options]}
      value={value || null}
      onChange={(next) => set(next)}
      clearable
      clearButtonProps={{ "aria-label": `Clear ${label.toLowerCase()}` }}
      checkIconPosition="right"
    />
  );
}
