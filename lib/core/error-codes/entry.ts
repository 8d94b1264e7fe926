/** @internal The documentation of a code: its meaning and its remedy, in Markdown. */
export interface ErrorEntry {
  readonly means: string;
  readonly remedy: string;
  /** Whether the error means that something can be open. Then `skipValidation` of the App does not skip the check. */
  readonly neverSkipped?: boolean;
}
