"use client";

import { Button, Checkbox, MultiSelect, NumberInput, Select, TagsInput, Textarea, TextInput } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useRouter } from "next/navigation";
import type { ReactNode } from "react";
import { useEnvironmentChoices, useServiceChoices } from "@/components/catalog/use-place-choices";
import { ErrorState } from "@/components/feedback/error-state";
import { FormSection } from "@/components/forms/form-section";
import { ReasonList } from "@/components/forms/reason-list";
import { type ProblemForm, useProblemForm } from "@/components/forms/use-problem-form";
import { fromWallClock } from "@/components/forms/zoned-time";
import { useTimeZone } from "@/components/layout/preferences";
import { Panel } from "@/components/ui/panel";
import { callAction, type ServerAction } from "@/lib/platform/http/action-client";
import type { PlanTrainInput, TrainStands } from "@/lib/releases/contract";
import { fetchTimetables, timetableKeys, trainKeys } from "@/lib/releases/queries";
import classes from "./releases.module.css";
import { departureWhen } from "./timetable-words";

interface CarValues {
  service: string | null;
  version: string;
  config: string;
  flags: string[];
  schemaMin: string | number;
  schemaMax: string | number;
  after: string[];
}

interface TrainValues extends Record<string, unknown> {
  name: string;
  note: string;
  cars: CarValues[];
  stops: { environment: string | null; goesOn: boolean }[];
  reach: "dependents" | "train";
  abreast: string | number;
  /** A departure of a timetable, as its id and its moment; null: at a time of one's own. */
  departure: string | null;
  plannedAt: string;
  ticket: string;
}

const emptyCar: CarValues = {
  service: null,
  version: "",
  config: "",
  flags: [],
  schemaMin: "",
  schemaMax: "",
  after: [],
};

export interface TrainFormProps {
  readonly plan: ServerAction<PlanTrainInput, TrainStands>;
}

/** Plan a release: what goes, where to, in which order, and what happens when something fails. */
export function TrainForm({ plan }: TrainFormProps): ReactNode {
  const router = useRouter();
  const queryClient = useQueryClient();
  const zone = useTimeZone();
  const problem = useProblemForm<TrainValues>({
    initialValues: {
      name: "",
      note: "",
      cars: [emptyCar],
      stops: [{ environment: null, goesOn: false }],
      reach: "dependents",
      abreast: 1,
      departure: null,
      plannedAt: "",
      ticket: "",
    },
    async send(values) {
      const made = await callAction(plan, givenOf(values, zone));
      await queryClient.invalidateQueries({ queryKey: trainKeys.all });
      router.push(`/releases/${made.id}`);
    },
  });
  const { form, generalReasons, failure, isSubmitting, onSubmit } = problem;
  return (
    <form onSubmit={onSubmit} noValidate>
      <Panel>
        <FormSection title="What it is">
          <TextInput label="Name" required maxLength={100} {...form.getInputProps("name")} />
          <Textarea
            label="What it brings, and why"
            required
            autosize
            minRows={2}
            maxRows={8}
            maxLength={2_000}
            {...form.getInputProps("note")}
          />
        </FormSection>
        <Cars problem={problem} />
        <Stops problem={problem} />
        <FormSection title="How it goes">
          <Select
            label="When a service fails"
            allowDeselect={false}
            data={[
              { value: "dependents", label: "What depends on it goes back" },
              { value: "train", label: "The whole release goes back" },
            ]}
            {...form.getInputProps("reach")}
          />
          <div className={classes.pair}>
            <NumberInput label="Services that move at once" min={1} max={10} {...form.getInputProps("abreast")} />
            <TextInput
              label="Change ticket"
              placeholder="CHG0031245"
              maxLength={200}
              {...form.getInputProps("ticket")}
            />
          </div>
          <Departure problem={problem} zone={zone} />
          <ReasonList reasons={generalReasons} />
          {failure ? <ErrorState error={failure} doing="plan the release" /> : null}
          <div className={classes.end}>
            <Button variant="default" component={Link} href="/releases">
              Cancel
            </Button>
            <Button type="submit" loading={isSubmitting}>
              Plan release
            </Button>
          </div>
        </FormSection>
      </Panel>
    </form>
  );
}

/** When it departs: with a timetable, or at a time of its own. */
function Departure({ problem: { form }, zone }: SectionProps & { readonly zone: string }): ReactNode {
  const { data } = useQuery({ queryKey: timetableKeys.all, queryFn: ({ signal }) => fetchTimetables(signal) });
  const departures = (data?.items ?? []).flatMap(({ id, name, departures: ahead }) =>
    ahead.flatMap(({ at, byRule }) =>
      at === null ? [] : [{ value: `${id} ${at}`, label: `${name}: ${departureWhen({ at, byRule }, zone)}` }],
    ),
  );
  return (
    <div className={classes.pair}>
      {departures.length > 0 ? (
        <Select
          label="Takes the departure"
          placeholder="None: a time of its own"
          clearable
          clearButtonProps={{ "aria-label": "Take no departure" }}
          data={departures}
          {...form.getInputProps("departure")}
        />
      ) : null}
      {form.getValues().departure === null ? (
        <TextInput type="datetime-local" label={`Planned departure (${zone})`} {...form.getInputProps("plannedAt")} />
      ) : null}
    </div>
  );
}

function whenOf({ departure, plannedAt }: TrainValues, zone: string): Pick<PlanTrainInput, "timetable" | "plannedAt"> {
  if (departure !== null) {
    const [timetable = "", at = ""] = departure.split(" ");
    return { timetable, plannedAt: at };
  }
  if (plannedAt === "") return {};
  const at = fromWallClock(plannedAt, zone);
  return { plannedAt: at === null ? plannedAt : new Date(at).toISOString() };
}

/** What the API takes; what is not filled in is left out, for the server to name. */
function givenOf(values: TrainValues, zone: string): PlanTrainInput {
  return {
    name: values.name,
    note: values.note,
    cars: values.cars.map(({ service, version, config, flags, schemaMin, schemaMax, after }) => ({
      ...{ service: service ?? "", version, flags, after },
      ...(config.trim() === "" ? {} : { config }),
      ...(schemaMin === "" && schemaMax === "" ? {} : { schema: { min: schemaMin, max: schemaMax } }),
    })),
    stops: values.stops.map(({ environment, goesOn }) => ({ environment: environment ?? "", goesOn })),
    reach: values.reach,
    abreast: values.abreast,
    ...(values.ticket.trim() === "" ? {} : { ticket: values.ticket }),
    ...whenOf(values, zone),
  };
}

interface SectionProps {
  readonly problem: ProblemForm<TrainValues>;
}

function Cars({ problem: { form } }: SectionProps): ReactNode {
  const services = useServiceChoices();
  const { cars } = form.getValues();
  const chosen = cars.flatMap(({ service }) => (service === null ? [] : [service]));
  return (
    <FormSection title="Services" description="Each with the version that goes, and what goes with it.">
      {cars.map((car, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a car has no name before its service is chosen.
        <fieldset key={index} className={classes.car} aria-label={`Service ${index + 1}`}>
          <div className={classes.pair}>
            <Select
              label="Service"
              required
              searchable
              data={[...services]}
              nothingFoundMessage="No such service"
              {...form.getInputProps(`cars.${index}.service`)}
            />
            <TextInput label="Version" required maxLength={100} {...form.getInputProps(`cars.${index}.version`)} />
            <MultiSelect
              label="Goes after"
              data={chosen.filter((slug) => slug !== car.service)}
              {...form.getInputProps(`cars.${index}.after`)}
            />
          </div>
          <div className={classes.pair}>
            <TextInput
              label="Configuration"
              placeholder="commit or digest"
              maxLength={200}
              {...form.getInputProps(`cars.${index}.config`)}
            />
            <TagsInput label="Flags" {...form.getInputProps(`cars.${index}.flags`)} />
            <div className={classes.range}>
              <NumberInput label="Schema from" min={0} {...form.getInputProps(`cars.${index}.schemaMin`)} />
              <NumberInput label="Schema to" min={0} {...form.getInputProps(`cars.${index}.schemaMax`)} />
            </div>
          </div>
          {cars.length > 1 ? (
            <div className={classes.end}>
              <Button size="xs" variant="subtle" onClick={() => form.removeListItem("cars", index)}>
                Remove service {index + 1}
              </Button>
            </div>
          ) : null}
        </fieldset>
      ))}
      <div>
        <Button size="xs" variant="default" onClick={() => form.insertListItem("cars", emptyCar)}>
          Add a service
        </Button>
      </div>
    </FormSection>
  );
}

function Stops({ problem: { form } }: SectionProps): ReactNode {
  const environments = useEnvironmentChoices();
  const { stops } = form.getValues();
  return (
    <FormSection title="Environments" description="In the order in which it goes through them.">
      {stops.map((_stop, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a stop has no name before its environment is chosen.
        <fieldset key={index} className={classes.car} aria-label={`Environment ${index + 1}`}>
          <Select
            label="Environment"
            required
            allowDeselect={false}
            data={[...environments]}
            {...form.getInputProps(`stops.${index}.environment`)}
          />
          {index < stops.length - 1 ? (
            <Checkbox
              label="Goes on to the next one by itself"
              {...form.getInputProps(`stops.${index}.goesOn`, { type: "checkbox" })}
            />
          ) : null}
          {stops.length > 1 ? (
            <div className={classes.end}>
              <Button size="xs" variant="subtle" onClick={() => form.removeListItem("stops", index)}>
                Remove environment {index + 1}
              </Button>
            </div>
          ) : null}
        </fieldset>
      ))}
      <div>
        <Button
          size="xs"
          variant="default"
          onClick={() => form.insertListItem("stops", { environment: null, goesOn: false })}
        >
          Add an environment
        </Button>
      </div>
    </FormSection>
  );
}
