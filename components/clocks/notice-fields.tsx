"use client";

import { Button, NumberInput, TagsInput } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import type { ReactNode } from "react";
import type { ProblemForm } from "@/components/forms/use-problem-form";
import classes from "./clocks.module.css";
import type { DefinitionValues } from "./definition-values";

const maxNotices = 5;

/** Of which parts of the target somebody is told when they are used; 100 % is the breach. */
export function NoticeFields({ form }: Pick<ProblemForm<DefinitionValues>, "form">): ReactNode {
  const { notify } = form.getValues().terms;
  return (
    <>
      {notify.map((_, index) => (
        // Parts are told apart by their place, as in the definition.
        // biome-ignore lint/suspicious/noArrayIndexKey: the place is what names a part
        <fieldset key={index} className={classes.fields}>
          <legend>Told {index + 1}</legend>
          <div className={classes.pair}>
            <NumberInput
              label="When used"
              required
              min={1}
              max={100}
              suffix=" %"
              {...form.getInputProps(`terms.notify.${index}.usedPercent`)}
            />
            <TagsInput
              label="Also by routes"
              description="Beside those that take SLA clocks"
              maxTags={5}
              {...form.getInputProps(`terms.notify.${index}.tell`)}
            />
          </div>
          <div>
            <Button variant="subtle" size="xs" onClick={() => form.removeListItem("terms.notify", index)}>
              Remove told {index + 1}
            </Button>
          </div>
        </fieldset>
      ))}
      <div>
        <Button
          variant="default"
          size="xs"
          leftSection={<IconPlus size={14} />}
          disabled={notify.length >= maxNotices}
          onClick={() => form.insertListItem("terms.notify", { usedPercent: 100, tell: [] })}
        >
          Tell of another part
        </Button>
      </div>
    </>
  );
}
