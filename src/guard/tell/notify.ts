import type { EventKind } from '../../observe/alerts/events.js';
import type { Severity } from '../../observe/alerts/settings.js';

type Listener = (kind: EventKind, severity: Severity, text: string) => void;

const listeners = new Set<Listener>();

/** What happened before anybody listened, such as a control file that was wrong from the start; the last few of it. */
const unheard: Parameters<Listener>[] = [];
const MAX_UNHEARD = 10;

/** Tells those who alert that something happened that people on call want to know of. */
export function notify(kind: EventKind, severity: Severity, text: string): void {
  for (const listener of listeners) listener(kind, severity, text);
  if (listeners.size > 0) return;
  unheard.push([kind, severity, text]);
  if (unheard.length > MAX_UNHEARD) unheard.shift();
}

/** @param listener - must not throw; the first one hears at once what happened before it */
export function onNotice(listener: Listener): void {
  listeners.add(listener);
  for (const notice of unheard.splice(0)) listener(...notice);
}

export function offNotice(listener: Listener): void {
  listeners.delete(listener);
}
