import { AccessApplicationOptions, APPLICATION_OPTIONS, POLICIES_HINT } from "./application";
import { IAccessPolicy } from "./interfaces";
import { checkProps, PropNames } from "../core/props";

/** Defines who gets in to a host, and how its Access application looks. */
export interface HostAccessProps extends AccessApplicationOptions {
  /** Who gets in, in this order; may be empty where only service tokens are allowed. */
  readonly policies: IAccessPolicy[];
}

/** Defines an Access application that somebody else owns. */
export interface ExistingAccessProps {
  /** The application's audience tag: 64 lower-case hexadecimal digits. */
  readonly aud: string;
  /** Why it is not made here, in up to 82 characters; it lands in the record's comment and in the summary. */
  readonly reason: string;
}

/** @internal */
export type HostLock =
  | { readonly kind: "policies"; readonly props: HostAccessProps }
  | { readonly kind: "existing"; readonly aud: string; readonly reason: string }
  | { readonly kind: "public"; readonly reason: string };

const PROPS: PropNames<HostAccessProps> = { required: { policies: POLICIES_HINT }, optional: APPLICATION_OPTIONS };

const EXISTING_PROPS: PropNames<ExistingAccessProps> = {
  required: {
    aud: "the audience tag of the existing application",
    reason: "the reason why the application is managed elsewhere",
  },
  optional: {},
};

/** Defines what stands between the internet and a published host. Without one of these, nothing is published. */
export class HostAccess {
  /** Defines a login by these policies, in this order. */
  public static policies(...policies: IAccessPolicy[]): HostAccess {
    return HostAccess.of({ policies });
  }

  /** Defines a login in detail. */
  public static of(props: HostAccessProps): HostAccess {
    checkProps(undefined, "HostAccess.of", props, PROPS);
    return new HostAccess({ kind: "policies", props });
  }

  /** Defines an application that somebody else owns: the connector asks for its audience tag, and the order of a removal is theirs. */
  public static existing(props: ExistingAccessProps): HostAccess {
    checkProps(undefined, "HostAccess.existing", props, EXISTING_PROPS);
    return new HostAccess({ kind: "existing", aud: props.aud, reason: props.reason });
  }

  /** Defines a host that anybody may open, on purpose. @param reason why, in up to 92 characters; it lands in the record's comment and in the summary */
  public static publicly(reason: string): HostAccess {
    return new HostAccess({ kind: "public", reason });
  }

  private constructor(
    /** @internal */
    public readonly _lock: HostLock,
  ) {}
}
