import type { Command } from 'commander';
import { UsageError } from '../../core/errors.js';
import { jsonText } from '../../core/visible.js';
import type { Arm, Experiment } from '../../policy/experiment.js';
import { EXIT, type ExitCode } from '../../policy/decision.js';
import { inkOf } from '../../report/terminal/ink.js';
import { countText, percentText } from '../../report/units.js';
import type { RecordedArm } from '../../store/experiments.js';
import type { Io } from '../io.js';
import { minuteText } from '../../report/times.js';
import { checkedSettings } from '../stated-settings.js';
import { addStore, withStore, type StoreFlags } from '../stored.js';

interface ListFlags extends StoreFlags {
  readonly json?: boolean;
}

/** An arm as it is configured and as it was recorded; either may be absent. */
interface ListedArm {
  readonly name: string;
  readonly configured: Arm | null;
  /** Of all subjects, as the weights are; null: not configured. */
  readonly weightShare: number | null;
  readonly subjects: number;
  readonly decisions: number;
}

interface ListedExperiment {
  readonly name: string;
  readonly configured: boolean;
  /** ms since 1970; null: nothing is recorded. */
  readonly firstAt: number | null;
  readonly lastAt: number | null;
  readonly arms: readonly ListedArm[];
}

export function addList(experiment: Command, io: Io, finish: (code: ExitCode) => void): void {
  const command = experiment
    .command('list')
    .description('Experiments that are configured or recorded, with their arms and subjects.');
  addStore(command)
    .option('--json', 'one JSON document')
    .action(async (flags: ListFlags) => {
      const { experiments } = checkedSettings(flags, io.env).settings;
      const listed = listOf(experiments, await recordedArms(flags, io));
      await io.out(flags.json ? `${jsonText({ schemaVersion: 1, experiments: listed })}\n` : text(listed, io));
      finish(EXIT.success);
    });
}

/** None where there is no database yet: what is configured is worth listing all the same. */
async function recordedArms(flags: StoreFlags, io: Io): Promise<RecordedArm[]> {
  try {
    return await withStore(flags, io, async (store) => store.arms());
  } catch (error) {
    if (error instanceof UsageError && error.code === 'store_missing') return [];
    throw error;
  }
}

function listOf(configured: readonly Experiment[], recorded: readonly RecordedArm[]): ListedExperiment[] {
  const names = new Set([...configured.map(({ name }) => name), ...recorded.map(({ experiment }) => experiment)]);
  return [...names].map((name) => {
    const stated = configured.find((experiment) => experiment.name === name);
    const own = recorded.filter(({ experiment }) => experiment === name);
    const arms = new Set([...(stated?.arms ?? []).map((arm) => arm.name), ...own.map(({ arm }) => arm)]);
    return {
      name,
      configured: stated !== undefined,
      firstAt: own.length === 0 ? null : Math.min(...own.map(({ firstAt }) => firstAt)),
      lastAt: own.length === 0 ? null : Math.max(...own.map(({ lastAt }) => lastAt)),
      arms: [...arms].map((arm) => armOf(arm, stated?.arms ?? [], own)),
    };
  });
}

function armOf(name: string, configured: readonly Arm[], recorded: readonly RecordedArm[]): ListedArm {
  const stated = configured.find((arm) => arm.name === name) ?? null;
  const found = recorded.find(({ arm }) => arm === name);
  const all = configured.reduce((sum, { weight }) => sum + weight, 0);
  return {
    name,
    configured: stated,
    weightShare: stated && stated.weight / all,
    subjects: found?.subjects ?? 0,
    decisions: found?.decisions ?? 0,
  };
}

function text(experiments: readonly ListedExperiment[], { outColor }: Io): string {
  const ink = inkOf(outColor);
  if (experiments.length === 0) return 'No experiment is configured, and none is recorded\n';
  const lines = experiments.flatMap(({ name, configured, firstAt, lastAt, arms }) => {
    const span =
      firstAt === null || lastAt === null
        ? 'nothing recorded yet'
        : `recorded ${minuteText(firstAt)} to ${minuteText(lastAt)} UTC`;
    const width = Math.max(...arms.map((arm) => arm.name.length));
    return [
      `${ink.bold(name)}  ${ink.dim(configured ? span : `${span}; not in the configuration`)}`,
      ...arms.map((arm) => `  ${arm.name.padEnd(width)}  ${armText(arm)}`),
    ];
  });
  return `${lines.join('\n')}\n`;
}

function armText({ configured, weightShare, subjects, decisions }: ListedArm): string {
  const share = weightShare === null ? 'no share' : percentText(weightShare);
  const counts = `subjects ${countText(subjects)}, decisions ${countText(decisions)}`;
  const treatment = configured === null ? 'not in the configuration' : treatmentText(configured);
  return [share.padStart(7), counts, treatment].join('  ').trimEnd();
}

/** What an arm does differently from everybody. */
function treatmentText({ mode, coverage, engine, parameters = {}, limits = {} }: Arm): string {
  const stated = Object.entries({ mode, coverage, engine, ...parameters, ...limits });
  return stated.flatMap(([name, value]) => (value === undefined ? [] : [`${name} ${value}`])).join(', ');
}
