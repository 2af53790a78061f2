"use client";

import { Button, Group, Stack, TextInput } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { SkeletonRows } from "@/components/feedback/delayed-skeleton";
import { EmptyState } from "@/components/feedback/empty-state";
import { ErrorState } from "@/components/feedback/error-state";
import { Time } from "@/components/feedback/time";
import type { FeedView, RevokedFeed } from "@/lib/calendar/feed-contract";
import { feedKeys, fetchFeeds } from "@/lib/calendar/queries";
import { callAction, type ServerAction } from "@/lib/platform/http/action-client";
import classes from "./calendar.module.css";
import { feedWords } from "./feed-words";

export interface FeedActions {
  readonly renameFeed: ServerAction<{ readonly id: string; readonly name: string }, FeedView>;
  readonly revokeFeed: ServerAction<{ readonly id: string }, RevokedFeed>;
}

interface FeedListProps {
  readonly actions: FeedActions;
  readonly onNew: () => void;
  readonly onClose: () => void;
}

/** The feeds that one made, with what each shows and when it was read last. */
export function FeedList({ actions, onNew, onClose }: FeedListProps): ReactNode {
  const { data, error, refetch } = useQuery({
    queryKey: feedKeys.own,
    queryFn: ({ signal }) => fetchFeeds(signal),
    refetchInterval: 60_000,
  });
  return (
    <Stack gap="md">
      <p className={classes.fact}>
        A feed is a secret address that calendar programs read: releases, rollouts, reservations, windows, changes,
        drills and holidays, from 90 days ago to 400 days ahead, brought up to date every minute.
      </p>
      {error && !data ? (
        <ErrorState error={error} doing="load your feeds" onRetry={() => void refetch()} />
      ) : !data ? (
        <SkeletonRows />
      ) : data.items.length === 0 ? (
        <EmptyState
          kind="nothing_yet"
          title="You have no feed"
          description="Make one for each program that reads it."
        />
      ) : (
        <ul className={classes.list} aria-label="Your feeds">
          {data.items.map((feed) => (
            <FeedRow key={feed.id} feed={feed} actions={actions} />
          ))}
        </ul>
      )}
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onClose}>
          Close
        </Button>
        <Button leftSection={<IconPlus size={14} />} onClick={onNew}>
          New feed
        </Button>
      </Group>
    </Stack>
  );
}

type Doing = "nothing" | "renaming" | "revoking";

function FeedRow({ feed, actions }: { readonly feed: FeedView; readonly actions: FeedActions }): ReactNode {
  const queryClient = useQueryClient();
  const [doing, setDoing] = useState<Doing>("nothing");
  const [name, setName] = useState(feed.name);
  const [failure, setFailure] = useState<unknown>(null);
  async function send(call: () => Promise<unknown>): Promise<void> {
    try {
      setFailure(null);
      await call();
      await queryClient.invalidateQueries({ queryKey: feedKeys.own });
      setDoing("nothing");
    } catch (thrown) {
      setFailure(thrown);
    }
  }
  const rename = (): Promise<void> => send(() => callAction(actions.renameFeed, { id: feed.id, name }));
  const revoke = (): Promise<void> => send(() => callAction(actions.revokeFeed, { id: feed.id }));
  return (
    <li className={classes.feed}>
      <div className={classes.feedFacts}>
        {doing === "renaming" ? (
          <TextInput
            aria-label={`New name of ${feed.name}`}
            value={name}
            maxLength={80}
            onChange={(event) => setName(event.currentTarget.value)}
          />
        ) : (
          <span className={classes.name}>{feed.name}</span>
        )}
        <span className={classes.other}>{feedWords(feed)}</span>
        <span className={classes.other}>
          ends in {feed.fingerprint} ·{" "}
          {feed.lastReadAt === null ? "not read yet" : <>read {<Time atMs={Date.parse(feed.lastReadAt)} />}</>}
          {feed.state === "lost" ? " · answers nobody: you are no longer in the team" : null}
        </span>
        {doing === "revoking" ? <span role="status">Programs that read it get nothing from then on.</span> : null}
        {failure ? <ErrorState error={failure} doing="change the feed" /> : null}
      </div>
      <FeedButtons feed={feed} doing={doing} setDoing={setDoing} rename={rename} revoke={revoke} />
    </li>
  );
}

interface FeedButtonsProps {
  readonly feed: FeedView;
  readonly doing: Doing;
  readonly setDoing: (doing: Doing) => void;
  readonly rename: () => Promise<void>;
  readonly revoke: () => Promise<void>;
}

function FeedButtons({ feed, doing, setDoing, rename, revoke }: FeedButtonsProps): ReactNode {
  if (doing === "nothing") {
    return (
      <div className={classes.actions}>
        <Button
          variant="default"
          size="compact-sm"
          aria-label={`Rename ${feed.name}`}
          onClick={() => setDoing("renaming")}
        >
          Rename
        </Button>
        <Button
          variant="default"
          size="compact-sm"
          aria-label={`Revoke ${feed.name}`}
          onClick={() => setDoing("revoking")}
        >
          Revoke
        </Button>
      </div>
    );
  }
  return (
    <div className={classes.actions}>
      <Button variant="default" size="compact-sm" onClick={() => setDoing("nothing")}>
        {doing === "revoking" ? "Keep it" : "Cancel"}
      </Button>
      {doing === "revoking" ? (
        <Button color="red" size="compact-sm" onClick={() => void revoke()}>
          Revoke {feed.name}
        </Button>
      ) : (
        <Button size="compact-sm" onClick={() => void rename()}>
          Save name
        </Button>
      )}
    </div>
  );
}
