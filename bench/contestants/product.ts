/**
 * The built product that is measured: a copy of dist/ beside the compiled contestants (bench/snapshot.ts), so that a
 * build in the meantime changes nothing. Its types are those of the sources.
 */
const dist = new URL('../../dist/', import.meta.url);

/** @param path of a module in dist/ */
export async function product<Module>(path: string): Promise<Module> {
  return (await import(new URL(path, dist).href)) as Module;
}
