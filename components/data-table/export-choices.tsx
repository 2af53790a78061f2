"use client";

import { Menu } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { type MouseEvent, type ReactNode, useEffect, useRef, useState } from "react";
import { ApiError } from "@/lib/platform/http/api-client";

import { toSearch } from "@/lib/platform/http/url-filter";
import classes from "./data-table.module.css";
import { ExportButton } from "./export-button";
import type { ExportMenuProps } from "./export-menu";
import { saveFile } from "./save-file";

const formats = [
  { format: "csv", label: "CSV, for spreadsheets" },
  { format: "json", label: "JSON, with every field" },
] as const;

/** The forms of the file, open from the start: it is here because somebody pressed the button. */
export function ExportChoices({ rows, query }: ExportMenuProps): ReactNode {
  const [isOpen, setIsOpen] = useState(false);
  const [isBusy, setIsBusy] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  // It stands in for the button that was pressed, and gives the focus back to it when it closes.
  useEffect(() => {
    button.current?.focus();
    setIsOpen(true);
  }, []);
  async function save(event: MouseEvent, href: string): Promise<void> {
    // The link is there for whoever copies it; pressed, it says why there is no file.
    event.preventDefault();
    setIsBusy(true);
    try {
      await saveFile(href);
    } catch (error) {
      notifications.show({ title: "There is no file", message: wordsOf(error), color: "red", autoClose: false });
    } finally {
      setIsBusy(false);
    }
  }
  return (
    <Menu position="bottom-end" width={256} opened={isOpen} onChange={setIsOpen}>
      <Menu.Target>
        <ExportButton
          ref={button}
          isBusy={isBusy}
          // Whoever is faster than the menu takes the focus closes it all the same.
          onKeyDown={({ key }) => (key === "Escape" ? setIsOpen(false) : undefined)}
        />
      </Menu.Target>
      <Menu.Dropdown>
        {formats.map(({ format, label }) => {
          const href = hrefOf(rows, query, format);
          return (
            <Menu.Item key={format} component="a" href={href} download onClick={(event) => void save(event, href)}>
              {label}
            </Menu.Item>
          );
        })}
        <div className={classes.exportNote}>Every row that the filters let through, not only this page.</div>
      </Menu.Dropdown>
    </Menu>
  );
}

function hrefOf(rows: string, query: ExportMenuProps["query"], format: string): string {
  const { limit: _limit, cursor: _cursor, ...filters } = query;
  return `/api/v1/exports/${rows}${toSearch({ ...asText(filters), format })}`;
}

function asText(filters: ExportMenuProps["query"]): Record<string, string> {
  const given = Object.entries(filters).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given.map(([name, value]) => [name, String(value)]));
}

function wordsOf(error: unknown): string {
  if (!(error instanceof ApiError)) return "Something failed here. Try again.";
  const [reason] = error.reasons;
  return reason?.remedy ? `${error.detail} ${reason.remedy}` : error.detail;
}
