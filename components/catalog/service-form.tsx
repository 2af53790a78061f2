"use client";

import { Button, Group, NumberInput, Select, TagsInput, Textarea, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useRouter } from "next/navigation";
import type { ReactNode } from "react";
import { ErrorState } from "@/components/feedback/error-state";
import { FormSection } from "@/components/forms/form-section";
import { ReasonList } from "@/components/forms/reason-list";
import { useProblemForm } from "@/components/forms/use-problem-form";
import { Panel } from "@/components/ui/panel";
import type { ServiceView } from "@/lib/catalog/contract";
import { slugFrom } from "@/lib/catalog/domain/slug";
import { tierMeaning, tiers, tierTitle } from "@/lib/catalog/domain/tier";
import { useTeamChoices } from "./use-team-choices";

export interface ServiceValues extends Record<string, unknown> {
  name: string;
  slug: string;
  description: string;
  tier: string | null;
  ownerTeam: string | null;
  repositoryUrl: string;
  repositoryPaths: string[];
  attributionHours: number | string;
}

export interface ServiceFormProps {
  readonly initial: ServiceValues;
  /** The slug is given once. */
  readonly isNew: boolean;
  /** Send the values; throws the ApiError of a refusal. */
  readonly send: (values: ServiceFields) => Promise<ServiceView>;
}

/** The values as the API takes them. */
export interface ServiceFields {
  readonly name: string;
  readonly slug: string;
  readonly description: string;
  /** NaN when none was chosen, which the server refuses by name. */
  readonly tier: number;
  readonly ownerTeam: string | null;
  readonly repositoryUrl: string | null;
  readonly repositoryPaths: string[];
  readonly attributionHours: number | null;
}

const tierChoices = tiers.map((tier) => ({ value: `${tier}`, label: `${tierTitle(tier)}: ${tierMeaning(tier)}` }));

function toFields(values: ServiceValues): ServiceFields {
  const { name, slug, description, ownerTeam } = values;
  const tier = values.tier === null ? Number.NaN : Number(values.tier);
  const { repositoryPaths } = values;
  const attributionHours = values.attributionHours === "" ? null : Number(values.attributionHours);
  const repositoryUrl = values.repositoryUrl.trim() || null;
  return { name, slug, description, ownerTeam, tier, repositoryUrl, repositoryPaths, attributionHours };
}

/** Create or edit a service. */
export function ServiceForm({ initial, isNew, send }: ServiceFormProps): ReactNode {
  const router = useRouter();
  const queryClient = useQueryClient();
  const teams = useTeamChoices();
  const { form, generalReasons, failure, isSubmitting, onSubmit } = useProblemForm<ServiceValues>({
    initialValues: initial,
    async send(values) {
      const saved = await send(toFields(values));
      await queryClient.invalidateQueries({ queryKey: ["service"] });
      router.push(`/services/${saved.slug}`);
    },
  });
  const name = form.getInputProps("name");
  return (
    <Panel>
      <form onSubmit={onSubmit} noValidate>
        <FormSection title="What it is" description="How people and pipelines call it.">
          <TextInput
            label="Name"
            required
            maxLength={80}
            {...name}
            onChange={(event) => {
              const isFollowing = isNew && form.getValues().slug === slugFrom(form.getValues().name);
              name.onChange(event);
              if (isFollowing) form.setFieldValue("slug", slugFrom(event.currentTarget.value));
            }}
          />
          <TextInput
            label="Slug"
            required
            disabled={!isNew}
            maxLength={63}
            description={
              isNew ? "For addresses and commands; it stays for ever." : "Addresses and pipelines use it, so it stays."
            }
            {...form.getInputProps("slug")}
          />
          <Textarea
            label="Description"
            autosize
            minRows={2}
            maxRows={8}
            maxLength={2_000}
            {...form.getInputProps("description")}
          />
        </FormSection>
        <FormSection title="Whose it is" description="Who is asked, and how much depends on it.">
          <Select label="Tier" required data={tierChoices} allowDeselect={false} {...form.getInputProps("tier")} />
          <Select label="Team" clearable searchable data={[...teams]} {...form.getInputProps("ownerTeam")} />
          <TextInput
            label="Repository"
            placeholder="https://git.example/shop/checkout"
            maxLength={500}
            inputMode="url"
            {...form.getInputProps("repositoryUrl")}
          />
          <TagsInput
            label="Folders in the repository"
            description="Where services share one; empty: all of it."
            {...form.getInputProps("repositoryPaths")}
          />
          <NumberInput
            label="Hours in which an incident may be a deployment's doing"
            placeholder="24, as the rule says"
            min={1}
            max={720}
            allowDecimal={false}
            {...form.getInputProps("attributionHours")}
          />
          <ReasonList reasons={generalReasons} />
          {failure ? <ErrorState error={failure} doing="save the service" /> : null}
          <Group>
            <Button type="submit" loading={isSubmitting}>
              {isNew ? "Create service" : "Save"}
            </Button>
            <Button variant="default" component={Link} href={isNew ? "/services" : `/services/${initial.slug}`}>
              Cancel
            </Button>
          </Group>
        </FormSection>
      </form>
    </Panel>
  );
}
