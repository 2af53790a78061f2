"use client";

import { TextInput } from "@mantine/core";
import { parseAsString, useQueryState } from "nuqs";
import type { ReactNode } from "react";
import { useEnvironmentChoices, useServiceChoices } from "@/components/catalog/use-place-choices";
import { useTeamChoices } from "@/components/catalog/use-team-choices";
import { ChoiceFilter } from "@/components/data-table/table-filters";
import classes from "./insights.module.css";

const periodChoices = [
  { value: "7d", label: "7 days" },
  { value: "30d", label: "30 days" },
  { value: "90d", label: "90 days" },
  { value: "6m", label: "6 months" },
  { value: "12m", label: "12 months" },
  { value: "24m", label: "24 months" },
];
const granularityChoices = [
  { value: "day", label: "By day" },
  { value: "week", label: "By week" },
  { value: "month", label: "By month" },
  { value: "quarter", label: "By quarter" },
];
const groupChoices = [
  { value: "service", label: "Each service" },
  { value: "team", label: "Each team" },
  { value: "tier", label: "Each tier" },
  { value: "environment", label: "Each environment" },
];
const tierChoices = ["0", "1", "2", "3"].map((value) => ({ value, label: `Tier ${value}` }));

export interface SelectionBarProps {
  /** The parts and groups of figures; rows have none. */
  readonly withShape: boolean;
}

/** What is looked at, kept in the address. */
export function SelectionBar({ withShape }: SelectionBarProps): ReactNode {
  const services = useServiceChoices();
  const teams = useTeamChoices();
  const environments = useEnvironmentChoices();
  return (
    <search className={classes.bar} data-filters aria-label="Selection">
      <ChoiceFilter name="period" label="6 months" options={periodChoices} />
      {withShape ? <ChoiceFilter name="granularity" label="By week" options={granularityChoices} /> : null}
      {withShape ? <ChoiceFilter name="by" label="Each service" options={groupChoices} /> : null}
      <ChoiceFilter
        name="environment"
        label="Production"
        options={[{ value: "all", label: "All environments" }, ...environments]}
      />
      <ChoiceFilter name="service" label="All services" options={services} />
      <ChoiceFilter name="team" label="All teams" options={[...teams, { value: "none", label: "No team" }]} />
      <ChoiceFilter name="tier" label="All tiers" options={tierChoices} />
      <AsOfPicker />
    </search>
  );
}

/** What was known at the end of a past day of the reader's calendar, instead of now. */
function AsOfPicker(): ReactNode {
  const [asOf, setAsOf] = useQueryState("asOf", parseAsString);
  const day = asOf === null ? "" : localDay(new Date(asOf));
  return (
    <TextInput
      type="date"
      aria-label="As known at the end of"
      title="As known at the end of this day; empty: now"
      value={day}
      max={localDay(new Date())}
      onChange={(event) => void setAsOf(endOfDay(event.currentTarget.value))}
      suppressHydrationWarning
    />
  );
}

function localDay(at: Date): string {
  if (Number.isNaN(at.getTime())) return "";
  return [at.getFullYear(), at.getMonth() + 1, at.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
}

function endOfDay(day: string): string | null {
  const [year, month, date] = day.split("-").map(Number);
  if (!year || !month || !date) return null;
  return new Date(year, month - 1, date, 23, 59, 59).toISOString();
}
