/** @internal The documentation of a code: its meaning and its remedy, in Markdown. */
export interface ErrorEntry {
  readonly means: string;
  readonly remedy: string;
}
