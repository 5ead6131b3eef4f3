import { createInterface } from 'node:readline';

/** What a contestant does. */
export interface Work {
  /** Once, untimed: what comes out, to be compared between contestants. */
  check(): Promise<unknown>;
  /** The work itself, once. */
  pass(): Promise<unknown>;
  /** CPU of untimed passes before the first run, ms. Default: WARM_CPU_MS. */
  readonly warmCpuMs?: number;
}

/**
 * A run repeats the work until it has used this much CPU, ms: 50 times the resolution that kernels account with at worst,
 * and long enough to hold its share of what V8 does now and then (collecting, compiling: runs of 50 ms differed by 2x).
 */
const ENOUGH_CPU_MS = 200;
/** V8 and its WebAssembly tier have settled by then. */
const WARM_CPU_MS = 1000;

/** Answers the runner (bench/child.ts) until it says `end`. A contestant that cannot take part says why and ends. */
export async function serve(start: () => Promise<Work>): Promise<void> {
  let work: Work;
  try {
    work = await start();
  } catch (error) {
    answer({ error: reasonOf(error) });
    return;
  }
  answer({});
  let warm = false;
  for await (const word of createInterface({ input: process.stdin })) {
    if (word === 'end') break;
    try {
      if (word === 'check') {
        answer({ check: await work.check() });
        continue;
      }
      if (!warm) await repeat(work, work.warmCpuMs ?? WARM_CPU_MS);
      warm = true;
      answer(await repeat(work, ENOUGH_CPU_MS));
    } catch (error) {
      answer({ error: reasonOf(error) });
    }
  }
  answer({ peakRssMiB: process.resourceUsage().maxRSS / 1024 });
  // worker threads that are kept warm would keep the process for a minute
  process.exit(0);
}

async function repeat({ pass }: Work, enoughCpuMs: number): Promise<{ cpuMs: number; wallMs: number }> {
  const startCpu = process.cpuUsage();
  const startWall = performance.now();
  for (let passes = 1; ; passes++) {
    await pass();
    const { user, system } = process.cpuUsage(startCpu);
    const cpuMs = (user + system) / 1000;
    if (cpuMs >= enoughCpuMs) return { cpuMs: cpuMs / passes, wallMs: (performance.now() - startWall) / passes };
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function answer(document: object): void {
  process.stdout.write(`${JSON.stringify(document)}\n`);
}
