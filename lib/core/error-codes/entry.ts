/** @internal Defines what a code means, and the way out. */
export interface ErrorEntry {
  readonly means: string;
  readonly remedy: string;
}
