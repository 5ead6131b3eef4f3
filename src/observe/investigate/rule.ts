/** A cause is looked for from the top; the first that fits is named. */
export interface Rule {
  readonly checks?: readonly string[];
  readonly codes?: readonly string[];
  /** A factor that must stand out. */
  readonly factor?: string;
  readonly onset?: true;
  readonly text: string;
  readonly action: string;
}
