"use client";

import dynamic from "next/dynamic";
import { type ReactNode, useCallback, useState } from "react";
import { useEverTrue } from "@/components/ui/use-ever-true";
import { callAction, type ServerAction } from "@/lib/platform/http/action-client";
import { ApiError } from "@/lib/platform/http/api-client";

const ReauthenticationDialog = dynamic(
  () => import("./reauthentication-dialog").then((module) => module.ReauthenticationDialog),
  { ssr: false },
);

export type Reauthenticate = ServerAction<{ readonly password: string }, unknown>;

export interface Reauthentication {
  /** Like callAction; when the server asks for the password again, the dialog does, and then the same is sent again. */
  readonly call: <Input, Output>(action: ServerAction<Input, Output>, input: Input) => Promise<Output>;
  /** Put it somewhere on the page. */
  readonly dialog: ReactNode;
}

interface Pending {
  readonly proceed: () => void;
  readonly giveUp: () => void;
}

/** For commands that give power away. */
export function useReauthentication(reauthenticate: Reauthenticate): Reauthentication {
  const [pending, setPending] = useState<Pending | null>(null);
  const isLoaded = useEverTrue(pending !== null);

  const confirmed = useCallback(
    (refusal: ApiError) =>
      new Promise<void>((resolve, reject) => {
        setPending({ proceed: resolve, giveUp: () => reject(refusal) });
      }),
    [],
  );

  const call = useCallback(
    async <Input, Output>(action: ServerAction<Input, Output>, input: Input): Promise<Output> => {
      try {
        return await callAction(action, input);
      } catch (error) {
        if (!(error instanceof ApiError && error.code === "reauthentication_required")) throw error;
        await confirmed(error);
        return callAction(action, input);
      }
    },
    [confirmed],
  );

  function close(isConfirmed: boolean): void {
    if (isConfirmed) pending?.proceed();
    else pending?.giveUp();
    setPending(null);
  }

  const dialog = isLoaded ? (
    <ReauthenticationDialog isOpen={pending !== null} reauthenticate={reauthenticate} onClose={close} />
  ) : null;
  return { call, dialog };
}
