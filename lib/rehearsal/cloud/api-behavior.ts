import type { Change, CloudObject, CloudView } from "./object";

/** @internal Defines what an API does that its objects alone do not show, as far as it opens or locks something. */
export interface Quirk {
  readonly name: string;
  readonly types: RegExp;
  /** What the API answers instead of doing it. */
  readonly refuses?: (
    change: Change,
    cloud: CloudView & { readonly hasLiveConnections: boolean },
  ) => string | undefined;
  /** An operation that is answered, and does nothing. */
  readonly ignores?: "delete";
  /** What goes with a deleted object. */
  readonly takesAlong?: (object: CloudObject, cloud: CloudView) => CloudObject[];
}
