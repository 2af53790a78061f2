"use client";

import { Modal } from "@mantine/core";
import type { ReactNode } from "react";
import { useOpenAfterMount } from "@/components/ui/use-open-after-mount";

export interface DialogProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly title: ReactNode;
  /** Mantine's name or a width; "md" when absent. */
  readonly size?: string;
  readonly children: ReactNode;
}

/** The frame of every dialog: a title, a button that closes it, and focus that returns to where it was. */
export function Dialog({ isOpen, onClose, title, size = "md", children }: DialogProps): ReactNode {
  return (
    <Modal
      opened={useOpenAfterMount(isOpen)}
      onClose={onClose}
      title={title}
      size={size}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      {children}
    </Modal>
  );
}
