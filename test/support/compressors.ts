import { copyFile, readFile, writeFile } from 'node:fs/promises';
import type { Compressor } from '../../src/guard/job.js';

export interface Parameters {
  readonly colors?: number;
  readonly lossy?: number;
}

export interface Done {
  readonly engine: string;
  /** As the compressor was told. */
  readonly wrote: string;
}

/** A compressor with the body given; what it returns is the same object for the same call. */
export function compressor(
  name: string,
  work: (input: string, output: string, signal: AbortSignal | undefined) => Promise<void>,
): Compressor<Parameters, Done> & { readonly results: Done[] } {
  const results: Done[] = [];
  return {
    name,
    results,
    async compress(input, output, _parameters, signal) {
      await work(input, output, signal);
      const done = { engine: name, wrote: output };
      results.push(done);
      return done;
    },
  };
}

export const copying = () => compressor('copying', (input, output) => copyFile(input, output));

/** Copies; no call ends before as many have come as are awaited. */
export function gathering(awaited: number) {
  let allCame: () => void;
  const all = new Promise<void>((resolve) => (allCame = resolve));
  let came = 0;
  return compressor('gathering', async (input, output) => {
    await copyFile(input, output);
    if (++came === awaited) allCame();
    await all;
  });
}

/** Its output ends after 60 % of the bytes. */
export const cutting = () =>
  compressor('cutting', async (input, output) => {
    const bytes = await readFile(input);
    await writeFile(output, bytes.subarray(0, Math.floor(bytes.length * 0.6)));
  });

export const silent = () => compressor('silent', async () => {});

export const failing = (error: Error) =>
  compressor('failing', async (_, output) => {
    await writeFile(output, 'half a file');
    throw error;
  });
