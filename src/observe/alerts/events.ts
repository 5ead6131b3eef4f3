/**
 * Things that happen once, unlike rules, which watch. `topic` joins what follows on each other: the second of two equal
 * events of a topic in a row says nothing new.
 */
export const EVENTS = {
  emergency_disabled: {
    topic: 'emergency',
    advice: 'Files are published unseen until validation is on again: "pressproof control enable".',
  },
  emergency_enabled: { topic: 'emergency', advice: 'Files of the meantime were not looked at: validate or scan them.' },
  mode_changed: {
    topic: 'mode',
    advice: '"pressproof control history" shows who changed it and why, "pressproof control rollback" takes it back.',
  },
  degradation_changed: {
    topic: 'degradation',
    advice:
      'Less is looked at while the level is not normal, and reports say so in their coverage. ' +
      'It returns by itself; "pressproof control status" shows what drives it.',
  },
  demoted: {
    topic: 'promotion',
    advice: 'Nothing is rejected there any more. "pressproof control promote" shows what was counted.',
  },
  control_invalid: {
    topic: 'control file',
    advice: 'The last good state stays in force. Repair the file, or "pressproof control rollback".',
  },
  control_recovered: { topic: 'control file', advice: 'Nothing to do; the state of the file is in force again.' },
  store_unwritable: {
    topic: 'store',
    advice: 'Files are still validated, but decisions are not recorded. See the disk and the rights of the folder.',
  },
  store_recovered: { topic: 'store', advice: 'Nothing to do; decisions of the meantime are not recorded.' },
} as const satisfies Readonly<Record<string, { readonly topic: string; readonly advice: string }>>;

export type EventKind = keyof typeof EVENTS;

/** Tells what is news from what was said last of the same topic. */
export class EventFilter {
  readonly #repeatMs: number;
  readonly #last = new Map<string, { readonly said: string; readonly at: number }>();

  constructor(repeatMs: number) {
    this.#repeatMs = repeatMs;
  }

  /** @param now - monotone ms */
  isNews(now: number, kind: EventKind, text: string): boolean {
    const { topic } = EVENTS[kind];
    const said = `${kind}: ${text}`;
    const last = this.#last.get(topic);
    if (last?.said === said && now - last.at < this.#repeatMs) return false;
    this.#last.set(topic, { said, at: now });
    return true;
  }
}
