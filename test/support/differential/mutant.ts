/** A file that something was done to, and what, for whoever reads that two readers differ over it. */
export interface Mutant {
  readonly how: string;
  readonly bytes: Uint8Array;
}

/** Something done to a file while it still has fields. */
export interface Change<File> {
  readonly how: string;
  readonly apply: (file: File) => File;
}
