"use client";

import { Button, Select, TagsInput, TextInput } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import type { ReactNode } from "react";
import type { ProblemForm } from "@/components/forms/use-problem-form";
import { weekdayNames } from "./clock-words";
import classes from "./clocks.module.css";
import { type HoursValues, newRegion } from "./definition-values";
import { TakeHolidays } from "./take-holidays";

const maxRegions = 5;

type Given = Pick<ProblemForm<HoursValues>, "form">;

/** Zone, hours of a week and days off: of the schedule itself, or of the region at `path`, which ends with a dot. */
export function WeekFields({ form, path = "" }: Given & { readonly path?: string }): ReactNode {
  const daysOff = path === "" ? form.getValues().holidays : (form.getValues().others[indexOf(path)]?.holidays ?? []);
  return (
    <>
      <TextInput
        label="Time zone"
        required
        description="IANA name; changes of the clocks are kept by it"
        {...form.getInputProps(`${path}timeZone`)}
      />
      <fieldset className={classes.fields}>
        <legend>Hours, such as 09:00-12:00, 13:00-17:00</legend>
        <div className={classes.pair}>
          {weekdayNames.map((name, index) => (
            <TextInput key={name} label={name} placeholder="Closed" {...form.getInputProps(`${path}days.${index}`)} />
          ))}
        </div>
      </fieldset>
      <TagsInput
        label="Days off"
        description="Such as 2026-12-25; press Enter after each"
        {...form.getInputProps(`${path}holidays`)}
      />
      <TakeHolidays daysOff={daysOff} onTake={(days) => form.setFieldValue(`${path}holidays`, days)} />
    </>
  );
}

function indexOf(path: string): number {
  return Number(path.split(".")[1]);
}

/** Regions that take clocks over in their own hours, who is told there, and what is so where hours overlap. */
export function RegionFields({ form }: Given): ReactNode {
  const { others } = form.getValues();
  return (
    <>
      {others.length === 0 ? null : <FirstRegion form={form} />}
      {others.map((one, index) => (
        // Regions are told apart by their place: it is their order.
        // biome-ignore lint/suspicious/noArrayIndexKey: the place is what names a region
        <fieldset key={index} className={classes.fields}>
          <legend>{one.region || `Region ${index + 2}`}</legend>
          <RegionName form={form} path={`others.${index}.`} />
          <WeekFields form={form} path={`others.${index}.`} />
          <div>
            <Button variant="subtle" size="xs" onClick={() => form.removeListItem("others", index)}>
              Remove {one.region || `region ${index + 2}`}
            </Button>
          </div>
        </fieldset>
      ))}
      <div>
        <Button
          variant="default"
          size="xs"
          leftSection={<IconPlus size={14} />}
          disabled={others.length >= maxRegions}
          onClick={() => form.insertListItem("others", newRegion())}
        >
          {others.length === 0 ? "Hand over to another region" : "Add a region"}
        </Button>
      </div>
    </>
  );
}

function FirstRegion({ form }: Given): ReactNode {
  return (
    <fieldset className={classes.fields}>
      <legend>The region of these hours</legend>
      <RegionName form={form} path="" />
      <Select
        label="Where hours overlap"
        required
        allowDeselect={false}
        data={[
          { value: "at_close", label: "Who has a clock keeps it until its hours end" },
          { value: "at_open", label: "Who opens takes it" },
        ]}
        {...form.getInputProps("rule")}
      />
    </fieldset>
  );
}

function RegionName({ form, path }: Given & { readonly path: string }): ReactNode {
  return (
    <div className={classes.pair}>
      <TextInput label="Region" required maxLength={80} {...form.getInputProps(`${path}region`)} />
      <TagsInput
        label="Told by routes"
        description="While it has a clock, beside those that take SLA clocks"
        maxTags={5}
        {...form.getInputProps(`${path}tell`)}
      />
    </div>
  );
}
