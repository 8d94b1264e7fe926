import { POLICIES_HINT } from "./application";
import { AccessApplicationOptions, APPLICATION_OPTIONS } from "./application-options";
import { IAccessPolicy } from "./interfaces";
import { ACCESS_POLICY } from "./kinds";
import { checkArgument, listOf, TEXT } from "../core/kinds";
import { checkProps, PropNames } from "../core/props";

/** The properties of the Access application of a published host. */
export interface HostAccessProps extends AccessApplicationOptions {
  /** The policies, in the order of evaluation. The list can be empty if only service tokens are allowed. */
  readonly policies: IAccessPolicy[];
}

/** The properties of an existing Access application. */
export interface ExistingAccessProps {
  /** The audience (AUD) tag of the application: 64 lower-case hexadecimal digits, or that of an `AccessApplication`. */
  readonly aud: string;
  /**
   * The reason why the host has no application of its own: one line of up to 82 characters. It is stored in the comment
   * of the DNS record and shown in the summary.
   */
  readonly reason: string;
}

/** @internal The protection of a host. */
export type HostLock =
  | { readonly kind: "policies"; readonly props: HostAccessProps }
  | { readonly kind: "existing"; readonly aud: string; readonly reason: string }
  | { readonly kind: "public"; readonly reason: string };

const PROPS: PropNames<HostAccessProps> = {
  required: { policies: POLICIES_HINT },
  optional: APPLICATION_OPTIONS,
  kinds: { policies: listOf(ACCESS_POLICY) },
};

const EXISTING_PROPS: PropNames<ExistingAccessProps> = {
  required: {
    aud: "the audience tag of the existing application",
    reason: "the reason why the host has no application of its own",
  },
  optional: {},
};

/**
 * The protection of a published host: an Access application, an application that is managed elsewhere, or none.
 * `Tunnel.publish` requires it.
 *
 * @example
 * tunnel.publish("app.example.com", {
 *   zone,
 *   origin: Origin.http("10.0.3.7", 8080),
 *   access: HostAccess.policies(staff),
 * });
 *
 * @throws ValidationError PropInvalid, PropMissing, PropUnknown
 */
export class HostAccess {
  /** Creates an Access application with these policies, in the order of evaluation. */
  public static policies(...policies: IAccessPolicy[]): HostAccess {
    const hint = "each AccessPolicy as an argument of its own, without a list around them";
    checkArgument(undefined, "HostAccess.policies", "policies", policies, listOf(ACCESS_POLICY), hint);
    return HostAccess.of({ policies });
  }

  /** Creates an Access application with these policies and settings. */
  public static of(props: HostAccessProps): HostAccess {
    checkProps(undefined, "HostAccess.of", props, PROPS);
    return new HostAccess({ kind: "policies", props });
  }

  /**
   * Uses an existing Access application. The connector requires its audience tag.
   *
   * If the application is an `AccessApplication` of the same stack, several hosts can share it, and it is ordered with
   * each of them as the host's own application would be. The order of a removal of any other application is not
   * controlled by this app, also if another stack of the app manages it: it must be deleted after the host.
   */
  public static existing(props: ExistingAccessProps): HostAccess {
    checkProps(undefined, "HostAccess.existing", props, EXISTING_PROPS);
    return new HostAccess({ kind: "existing", aud: props.aud, reason: props.reason });
  }

  /**
   * Publishes the host without Access. Anyone on the internet can open it.
   *
   * @param reason the reason: one line of up to 92 characters. It is stored in the comment of the DNS record and shown
   * in the summary.
   */
  public static publicly(reason: string): HostAccess {
    const hint = 'the reason why anyone on the internet may reach the host, such as "status page"';
    checkArgument(undefined, "HostAccess.publicly", "reason", reason, TEXT, hint);
    return new HostAccess({ kind: "public", reason });
  }

  private constructor(
    /** @internal */
    public readonly _lock: HostLock,
  ) {}
}
