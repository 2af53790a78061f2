import { Switch, Textarea, TextInput } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import type { ReactNode } from "react";
import { useNowMs } from "@/components/feedback/now";
import { FormSection } from "@/components/forms/form-section";
import { fromWallClock, toWallClock } from "@/components/forms/zoned-time";
import type { EmergencyGiven } from "@/lib/emergencies/contract";

export interface EmergencyValues {
  reason: string;
  /** Id or address of an incident; empty when there is none. */
  incidentId: string;
  endsAt: string;
}

const hourMs = 3_600_000;

/** What the API takes. */
export function emergencyOf({ reason, incidentId, endsAt }: EmergencyValues, zone: string): EmergencyGiven {
  const at = fromWallClock(endsAt, zone);
  // An address of an incident's page may be pasted as well as its id.
  const id = incidentId.trim().split("/").at(-1);
  return { reason, ...(id ? { incidentId: id } : {}), endsAt: at === null ? endsAt : new Date(at).toISOString() };
}

interface EmergencySectionProps<Values extends { emergency: EmergencyValues | null }> {
  readonly form: UseFormReturnType<Values>;
  readonly zone: string;
}

/** Break the glass: windows and policies are passed for a time, on record, and it is reviewed afterwards. */
export function EmergencySection<Values extends { emergency: EmergencyValues | null }>({
  form,
  zone,
}: EmergencySectionProps<Values>): ReactNode {
  const nowMs = useNowMs();
  const isOn = form.values.emergency !== null;
  const set = (emergency: EmergencyValues | null) => form.setValues({ emergency } as Partial<Values>);
  return (
    <FormSection
      title="Emergency"
      description="Passes windows and policies for a time. It is logged and must be reviewed by somebody else; until then the service gets no waiver."
    >
      <Switch
        label="Release in an emergency"
        checked={isOn}
        onChange={(event) => {
          const endsAt = toWallClock(nowMs + 4 * hourMs, zone);
          set(event.currentTarget.checked ? { reason: "", incidentId: "", endsAt } : null);
        }}
      />
      {isOn ? (
        <>
          <Textarea
            label="What harms users, and why it cannot wait"
            required
            autosize
            minRows={2}
            maxLength={1_000}
            {...form.getInputProps("emergency.reason")}
          />
          <TextInput
            label="Incident"
            description="Its id or address, when there is one already."
            placeholder="inc_…"
            {...form.getInputProps("emergency.incidentId")}
          />
          <TextInput
            type="datetime-local"
            label={`Passes windows and policies until (${zone})`}
            description="A day at most."
            required
            {...form.getInputProps("emergency.endsAt")}
          />
        </>
      ) : null}
    </FormSection>
  );
}
