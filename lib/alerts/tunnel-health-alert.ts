import { NotificationPolicy } from "@cdktf/provider-cloudflare/lib/notification-policy";
import { Construct } from "constructs";
import { ALERT_PROPS, AlertProps, createNotification } from "./notification";
import { Account } from "../core/account";
import { Problem, report } from "../core/errors";
import { checkProps, PropNames } from "../core/props";
import { ITunnel } from "../tunnel/tunnel";

/** The status of a tunnel. */
export enum TunnelStatus {
  /** The tunnel has all of its connections. */
  HEALTHY = "TUNNEL_STATUS_TYPE_HEALTHY",
  /** Some connections of the tunnel have failed. It still serves requests. */
  DEGRADED = "TUNNEL_STATUS_TYPE_DEGRADED",
  /** The tunnel has no connection, so its hosts and routes are not reachable. */
  DOWN = "TUNNEL_STATUS_TYPE_DOWN",
}

/** The properties of an alert about the health of tunnels. */
export interface TunnelHealthAlertProps extends AlertProps {
  /**
   * The tunnels.
   *
   * @default - all tunnels of the account, also those that are created later
   */
  readonly tunnels?: ITunnel[];
  /**
   * The statuses that are reported when a tunnel enters them.
   *
   * @default - TunnelStatus.DEGRADED and TunnelStatus.DOWN
   */
  readonly statuses?: TunnelStatus[];
}

const PROPS: PropNames<TunnelHealthAlertProps> = {
  required: ALERT_PROPS.required,
  optional: { ...ALERT_PROPS.optional, tunnels: true, statuses: true },
};

/**
 * Notifies when the health of a tunnel changes, such as when its last connector stops.
 *
 * @example
 * new TunnelHealthAlert(this, "tunnel-health", {
 *   account,
 *   tunnels: [tunnel],
 *   destinations: [AlertDestination.emails("oncall@example.com")],
 * });
 *
 * @throws ValidationError AccountIdInvalid, AccountMismatch, AlertInvalid, ConstructIdInvalid, PropMissing,
 * PropUnknown, StackMismatch, TeamNameInvalid
 * @see https://developers.cloudflare.com/cloudflare-one/networks/connectors/cloudflare-tunnel/monitor-tunnels/notifications/
 */
export class TunnelHealthAlert extends Construct {
  /** The underlying L1 resource. */
  public readonly resource: NotificationPolicy;

  public constructor(scope: Construct, id: string, props: TunnelHealthAlertProps) {
    super(scope, id);
    checkProps(this, "TunnelHealthAlert", props, PROPS);
    const { account, tunnels, statuses = [TunnelStatus.DEGRADED, TunnelStatus.DOWN] } = props;
    this.resource = createNotification(this, props, {
      alertType: "tunnel_health_event",
      description: "The health of a tunnel changed",
      filters: {
        newStatus: [...statuses],
        ...(tunnels !== undefined && { tunnelId: tunnels.map(({ tunnelId }) => tunnelId) }),
      },
    });
    report(this, ...validateTunnels(account, tunnels), ...validateStatuses(statuses));
  }
}

function validateTunnels(account: Account, tunnels: ITunnel[] | undefined): Problem[] {
  if (tunnels?.length === 0) {
    return [invalid("tunnels is empty. List at least one tunnel, or omit the property to watch all of them.")];
  }
  return (tunnels ?? []).flatMap((tunnel, i, all): Problem[] => {
    if (all.indexOf(tunnel) < i) return [invalid(`tunnels: ${tunnel.node.path} is listed more than once.`)];
    if (tunnel.account.accountId === account.accountId) return [];
    return [
      {
        code: "AccountMismatch",
        message: `${tunnel.node.path} belongs to account ${tunnel.account.accountId}, but this alert belongs to account ${account.accountId}. Create an alert in each account.`,
      },
    ];
  });
}

/** With a value that Cloudflare does not know, the alert would exist and never be sent. */
function validateStatuses(statuses: TunnelStatus[]): Problem[] {
  const known: string[] = Object.values(TunnelStatus);
  if (statuses.length > 0 && statuses.every((each) => known.includes(each))) return [];
  return [
    invalid(
      `statuses: ${JSON.stringify(statuses)} is not valid. List at least one TunnelStatus, such as TunnelStatus.DOWN.`,
    ),
  ];
}

function invalid(message: string): Problem {
  return { code: "AlertInvalid", message };
}
