"use client";

import { Button, Group, MultiSelect, Select, Stack, TextInput } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { useEnvironmentChoices } from "@/components/catalog/use-place-choices";
import { CopyButton } from "@/components/feedback/copy-button";
import { Dialog } from "@/components/forms/dialog";
import { DialogForm } from "@/components/forms/dialog-form";
import { useProblemForm } from "@/components/forms/use-problem-form";
import type { CreatedFeed, FeedKind, FeedScopeName } from "@/lib/calendar/feed-contract";
import { feedKeys, fetchFeeds } from "@/lib/calendar/queries";
import { callAction, type ServerAction } from "@/lib/platform/http/action-client";
import classes from "./calendar.module.css";
import { type FeedActions, FeedList } from "./feed-list";
import { feedAddresses, feedKindChoices, scopeChoices } from "./feed-words";

export interface SubscribeActions extends FeedActions {
  readonly createFeed: ServerAction<
    {
      readonly name: string;
      readonly scope: FeedScopeName;
      readonly team: string | null;
      readonly environments: string[];
      readonly kinds: FeedKind[];
    },
    CreatedFeed
  >;
}

export interface SubscribeDialogProps {
  readonly isOpen: boolean;
  readonly actions: SubscribeActions;
  readonly onClose: () => void;
}

type Step =
  | { readonly kind: "list" }
  | { readonly kind: "new" }
  | { readonly kind: "made"; readonly made: CreatedFeed };

/** Feeds of the calendar: those that one made, a new one, and its address, which is shown this one time. */
export function SubscribeDialog({ isOpen, actions, onClose }: SubscribeDialogProps): ReactNode {
  const [step, setStep] = useState<Step>({ kind: "list" });
  const close = (): void => {
    onClose();
    setStep({ kind: "list" });
  };
  const toList = (): void => setStep({ kind: "list" });
  const title = { list: "Subscribe to the calendar", new: "New feed", made: "Your new feed" }[step.kind];
  return (
    <Dialog isOpen={isOpen} onClose={close} title={title} size="lg">
      {step.kind === "list" ? (
        <FeedList actions={actions} onNew={() => setStep({ kind: "new" })} onClose={close} />
      ) : null}
      {step.kind === "new" ? (
        <NewFeed actions={actions} onMade={(made) => setStep({ kind: "made", made })} onClose={toList} />
      ) : null}
      {step.kind === "made" ? <MadeFeed made={step.made} onDone={toList} /> : null}
    </Dialog>
  );
}

interface NewFeedProps {
  readonly actions: SubscribeActions;
  readonly onMade: (made: CreatedFeed) => void;
  readonly onClose: () => void;
}

function NewFeed({ actions, onMade, onClose }: NewFeedProps): ReactNode {
  const queryClient = useQueryClient();
  // The dialog is open already, and gives its focus only when it opens.
  const name = useRef<HTMLInputElement>(null);
  useEffect(() => name.current?.focus(), []);
  const environments = useEnvironmentChoices();
  const feeds = useQuery({ queryKey: feedKeys.own, queryFn: ({ signal }) => fetchFeeds(signal) });
  const { form, ...problem } = useProblemForm({
    initialValues: {
      name: "",
      scope: "mine" as FeedScopeName,
      team: null as string | null,
      environments: [] as string[],
      kinds: [] as FeedKind[],
    },
    async send(values) {
      const team = values.scope === "team" ? values.team : null;
      const made = await callAction(actions.createFeed, { ...values, team });
      await queryClient.invalidateQueries({ queryKey: ["feed"] });
      onMade(made);
    },
  });
  return (
    <DialogForm problem={problem} doing="make the feed" submitLabel="Make the feed" onClose={onClose}>
      <TextInput
        ref={name}
        label="Name"
        description="What your program calls it: “Releases”."
        required
        maxLength={80}
        {...form.getInputProps("name")}
      />
      <Select label="Shows" allowDeselect={false} data={[...scopeChoices]} {...form.getInputProps("scope")} />
      {form.getValues().scope === "team" ? (
        <Select
          label="Team"
          required
          description="One of the teams that you are in."
          data={(feeds.data?.teams ?? []).map(({ slug, name }) => ({ value: slug, label: name }))}
          {...form.getInputProps("team")}
        />
      ) : null}
      <MultiSelect
        label="Environments"
        placeholder={form.getValues().environments.length === 0 ? "Every environment" : ""}
        data={[...environments]}
        {...form.getInputProps("environments")}
      />
      <MultiSelect
        label="Kinds"
        placeholder={form.getValues().kinds.length === 0 ? "Everything" : ""}
        data={feedKindChoices}
        {...form.getInputProps("kinds")}
      />
    </DialogForm>
  );
}

function MadeFeed({ made, onDone }: { readonly made: CreatedFeed; readonly onDone: () => void }): ReactNode {
  const { https, webcal } = feedAddresses(made.path ?? "", window.location.origin);
  return (
    <Stack gap="md">
      <p className={classes.fact}>
        Whoever has this address reads “{made.feed.name}”. It is not stored and cannot be shown again: copy it into your
        calendar program now, and revoke it here when it got into other hands.
      </p>
      <div className={classes.secret}>
        <code data-testid="feed-address">{https}</code>
        <CopyButton value={https} what="address" />
      </div>
      <Group justify="flex-end" gap="xs">
        <Button component="a" variant="default" href={webcal}>
          Open in a calendar program
        </Button>
        <Button onClick={onDone}>Done</Button>
      </Group>
    </Stack>
  );
}
