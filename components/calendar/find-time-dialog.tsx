"use client";

import { Button, Group, Select, Stack, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useEnvironmentChoices, useServiceChoices } from "@/components/catalog/use-place-choices";
import { ErrorState } from "@/components/feedback/error-state";
import { useNowMs } from "@/components/feedback/now";
import { Dialog } from "@/components/forms/dialog";
import { fromWallClock, toWallClock } from "@/components/forms/zoned-time";
import { useTimeZone } from "@/components/layout/preferences";
import { fetchTimeCheck, type TimeQuery, timeKeys } from "@/lib/calendar/queries";
import classes from "./calendar.module.css";
import { Consequences } from "./move-consequences";

export interface FindTimeDialogProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

const hourMs = 3_600_000;

/** Asks what speaks against a time for a change, and proposes the next free ones. */
export function FindTimeDialog({ isOpen, onClose }: FindTimeDialogProps): ReactNode {
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title="Find a time" size="lg">
      {isOpen ? <FindTime onClose={onClose} /> : null}
    </Dialog>
  );
}

function iso(text: string, zone: string, plusMs = 0): string | undefined {
  const at = fromWallClock(text, zone);
  return at === null ? undefined : new Date(at + plusMs).toISOString();
}

function FindTime({ onClose }: Pick<FindTimeDialogProps, "onClose">): ReactNode {
  const zone = useTimeZone();
  const nowMs = useNowMs();
  const services = useServiceChoices();
  const environments = useEnvironmentChoices();
  const [service, setService] = useState<string | null>(null);
  const [environment, setEnvironment] = useState<string | null>(null);
  const [starts, setStarts] = useState(() => toWallClock(Math.ceil(nowMs / hourMs) * hourMs, zone));
  const [hours, setHours] = useState("1");
  const startsAt = iso(starts, zone);
  const endsAt = iso(starts, zone, Number(hours) * hourMs);
  const query: TimeQuery | null =
    service && environment && startsAt && endsAt ? { service, environment, startsAt, endsAt } : null;
  const { data, error } = useQuery({
    queryKey: timeKeys.check(query ?? {}),
    queryFn: ({ signal }) => fetchTimeCheck(query ?? {}, signal),
    enabled: query !== null,
  });
  return (
    <Stack gap="md">
      <Select data-autofocus label="Service" searchable data={[...services]} value={service} onChange={setService} />
      <Select label="Environment" data={[...environments]} value={environment} onChange={setEnvironment} />
      <div className={classes.times}>
        <TextInput
          type="datetime-local"
          label={`Starts (${zone})`}
          value={starts}
          onChange={(event) => setStarts(event.currentTarget.value)}
        />
        <Select
          label="Takes"
          allowDeselect={false}
          data={["1", "2", "4", "8", "24"].map((value) => ({ value, label: `${value} h` }))}
          value={hours}
          onChange={(value) => setHours(value ?? "1")}
        />
      </div>
      {error ? <ErrorState error={error} doing="look for a time" /> : null}
      <div>
        {data ? (
          <Consequences
            state="known"
            sentences={data.conflicts.map(({ sentence }) => sentence)}
            slots={data.slots}
            none={data.none}
            zone={zone}
            onChoose={({ startsAt: at }) => setStarts(toWallClock(Date.parse(at), zone))}
          />
        ) : (
          <p className={classes.other}>Choose a service and an environment.</p>
        )}
      </div>
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          Close
        </Button>
      </Group>
    </Stack>
  );
}
