/** Kernels that count colours (assembly/census.ts). */
export interface CensusKernels {
  findColors(rgba: number, pixels: number, most: number): number;
  foundColors(): number;
  foundSeeThrough(): number;
}
