import type { Decision } from '../../core/decision.js';
import type { Report } from '../../core/report.js';
import { drainBackground } from '../../guard/background.js';
import { hearDecisions } from '../../guard/record/recording.js';

/** The decisions of one call among all that this process makes. */
export interface Heard {
  /** Says that a report is the call's own; of a guard it is the option `onReport`. */
  readonly claim: (report: Report) => void;
  /** What was decided, in shadow mode too, whose verdict is waited for; null: nothing was (mode off). */
  decision(): Promise<Decision | null>;
  end(): void;
}

export function listen(): Heard {
  const own = new Set<string | undefined>();
  const all: Decision[] = [];
  const end = hearDecisions((decision) => all.push(decision));
  return {
    claim: ({ id }) => void own.add(id),
    async decision() {
      await drainBackground();
      const [first, ...later] = all.filter(({ id }) => own.has(id));
      if (!first) return null;
      const last = later.at(-1);
      // a full check that follows a sampled one knows more; what was done was done on the first
      return last ? { ...last, action: first.action, compression: first.compression } : first;
    },
    end,
  };
}
