import type { WorkSettings } from '../execute/settings.js';
import type { Dispatcher, Loss, Reply, Task } from '../task.js';

/** Makes worker processes for one way of judging. */
export type OpenCrew = (options: { readonly width: number; readonly settings: WorkSettings }) => Dispatcher;

interface Crew {
  readonly dispatcher: Dispatcher;
  busy: number;
}

/**
 * The worker processes of this machine. Processes are told once how to judge, so each run has its own; those of a run
 * whose tasks no longer come are ended when another's do.
 */
export class Crews {
  readonly #open: OpenCrew;
  readonly #width: number;
  readonly #crews = new Map<string, Crew>();

  constructor(open: OpenCrew, width: number) {
    this.#open = open;
    this.#width = width;
  }

  async run(task: Task, settings: WorkSettings, signal: AbortSignal): Promise<Reply | Loss> {
    const crew = this.#crewFor(settings);
    crew.busy++;
    try {
      return await crew.dispatcher.run(task, signal);
    } finally {
      crew.busy--;
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.#crews.values()].map(({ dispatcher }) => dispatcher.close()));
    this.#crews.clear();
  }

  #crewFor(settings: WorkSettings): Crew {
    const key = JSON.stringify(settings);
    const known = this.#crews.get(key);
    if (known) return known;
    for (const [other, { dispatcher, busy }] of this.#crews) {
      if (busy > 0) continue;
      this.#crews.delete(other);
      // nothing runs in it that could fail
      void dispatcher.close();
    }
    const crew = { dispatcher: this.#open({ width: this.#width, settings }), busy: 0 };
    this.#crews.set(key, crew);
    return crew;
  }
}
