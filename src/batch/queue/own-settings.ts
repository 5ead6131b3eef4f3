import { withoutSinks, type WorkSettings } from '../execute/settings.js';
import type { Confines } from './confine.js';

/**
 * How a worker judges for a run: as the run says, but nothing is written, told or remembered at places that a job names.
 * Of the run's control file it hears only where it may read it; its own, which the environment names, goes first.
 */
export async function ownSettings(work: WorkSettings, confines: Confines): Promise<WorkSettings> {
  const { settings, sources, ranks } = work.settings;
  const { cache, control, quarantineDir } = settings;
  return {
    ...work,
    settings: {
      settings: {
        ...withoutSinks(settings),
        cache: { ...cache, dir: null },
        control: { file: control.file !== null && (await confines.reads(control.file)) ? control.file : null },
        quarantineDir: quarantineDir !== null && (await confines.writes(quarantineDir)) ? quarantineDir : null,
      },
      sources,
      ranks,
    },
  };
}
