import type { EventKind } from '../observe/alerts/events.js';
import type { Severity } from '../observe/alerts/settings.js';

type Listener = (kind: EventKind, severity: Severity, text: string) => void;

const listeners = new Set<Listener>();

/** Tells those who alert that something happened that people on call want to know of. */
export function notify(kind: EventKind, severity: Severity, text: string): void {
  for (const listener of listeners) listener(kind, severity, text);
}

/** @param listener - must not throw */
export function onNotice(listener: Listener): void {
  listeners.add(listener);
}

export function offNotice(listener: Listener): void {
  listeners.delete(listener);
}
