import { directDoor } from "@/lib/ingest/adapters/direct-door";
import { answerBeforeFramework } from "@/lib/platform/http/direct-answer";

let isOpen = false;

/** Let senders in before the framework, in a web process that is composed. Safe to call twice. */
export function openDirectDoor(): void {
  if (isOpen) return;
  isOpen = true;
  answerBeforeFramework(directDoor);
}
