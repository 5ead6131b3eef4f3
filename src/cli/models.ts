import type { Report } from '../core/report.js';
import { shell } from '../report/command-line.js';
import type { Io } from './io.js';

/** What readers of images say of a file that is none. */
const NO_IMAGE = 'not_an_image';

export function isNoImage({ code }: { readonly code: string }): boolean {
  return code === NO_IMAGE;
}

/** Whether a check says of one of the files that it is no image. */
export function hasNoImage({ checks }: Report): boolean {
  return checks.some(({ details }) => {
    const found: readonly unknown[] = [details, details?.['problems']].flat();
    return found.some((each) => (Object(each) as { readonly code?: unknown }).code === NO_IMAGE);
  });
}

/** Where a model was given to a command for images: names the one for it. */
export async function tellOfModels(paths: readonly string[], io: Io): Promise<void> {
  const { isModelFile } = await import('../artifact/sniff.js');
  for (const path of new Set(paths)) {
    if (isModelFile(path)) io.tell(`A model is judged by: ${shell(['pressproof', 'artifact', 'validate', path])}`);
  }
}
