import { Construct } from "constructs";
import { Origin } from "./origin";
import { ITunnelToken } from "./token";
import { Account } from "../core/account";

/** Defines a transport between cloudflared and Cloudflare's edge. Private DNS and other UDP need QUIC. */
export enum Transport {
  QUIC = "quic",
  HTTP2 = "http2",
}

/** Defines what a tunnel tells its connectors. */
export interface IConnectedTunnel {
  readonly account: Account;
  readonly tunnelId: string;
  /** The Terraform address of the tunnel, "type.name": a connector depends on it, so that it stops before the tunnel is deleted. */
  readonly tunnelAddress: string;
  /** What the tunnel publishes, complete only at synth: read it lazily. */
  readonly origins: Origin[];
  /** The CIDRs that it routes, complete only at synth like the next: read them lazily. */
  readonly routes: string[];
  /** The names that it routes, which its connectors resolve. */
  readonly hostnameRoutes: string[];
  /** CIDRs that hold the addresses behind these names. */
  readonly destinations: string[];
  /** The DNS servers to ask for these names, instead of the host's own. */
  readonly resolvers: string[];
  /** The tunnel's token, known to Terraform alone; asking for it puts it into Terraform's state. */
  token(): string;
}

/**
 * Defines something that runs cloudflared for a tunnel.
 *
 * Any of a tunnel's connectors may get any request, so they all sit in one network.
 */
export interface IConnector {
  /** The transports it can speak. */
  readonly transports: Transport[];
  /** Where the token comes from. */
  readonly token: ITunnelToken;
  /** Names the network it sits in (a cluster, a VPC), the same for every connector there. */
  readonly network: string;
  /** Names it among the connectors of its tunnel: its namespace, its region. */
  readonly name: string;
  /** Makes its constructs in `scope`; called once, by `Tunnel.connect`. */
  bind(scope: Construct, tunnel: IConnectedTunnel): void;
}
