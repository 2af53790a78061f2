import type { ReactNode } from "react";

export interface ConfirmActionProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  /** Verb and object, on the title and the button: "Abort checkout 4.12.0 in production". */
  readonly label: string;
  /** What changes. */
  readonly changes: ReactNode;
  /** Where: service, environment, target. */
  readonly where: ReactNode;
  /** How far it reaches: services, share of traffic. */
  readonly blastRadius: ReactNode;
  /** What it does not undo. */
  readonly doesNotUndo?: ReactNode;
  readonly tone?: "danger" | "neutral";
  /** Whether a reason must be given; it goes to the audit log. */
  readonly isReasonRequired?: boolean;
  /** Do it. Throw an ApiError to keep the dialog open and show the reasons. */
  readonly onConfirm: (reason: string) => Promise<void>;
}
