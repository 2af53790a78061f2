/** Letters belong to the control while someone types or a dialog is open. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.closest("[role='dialog'],[role='menu'],[role='listbox']")) return true;
  return ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName);
}
