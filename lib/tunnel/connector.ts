import { Construct } from "constructs";
import { Origin } from "./origin";
import { ITunnelToken } from "./token";
import { Account } from "../core/account";

/** The transport between cloudflared and Cloudflare's edge. Private DNS and other UDP traffic require QUIC. */
export enum Transport {
  /** QUIC, over UDP port 7844. */
  QUIC = "quic",
  /** HTTP/2, over TCP port 7844. */
  HTTP2 = "http2",
}

/** A tunnel as its connectors see it. */
export interface IConnectedTunnel {
  /** The Cloudflare account. */
  readonly account: Account;
  /**
   * The id of the tunnel in the construct tree. Connectors derive the names of their objects from it.
   *
   * The name that the dashboard shows can differ from it.
   */
  readonly name: string;
  /** The tunnel's id: a UUID. */
  readonly tunnelId: string;
  /**
   * The Terraform address of the tunnel, "type.name".
   *
   * A connector depends on it, so that the connector stops before the tunnel is deleted.
   */
  readonly tunnelAddress: string;
  /** The origins of all published hosts. The list is complete only at synth: read it lazily. */
  readonly origins: Origin[];
  /** The CIDRs that the tunnel routes. The list is complete only at synth: read it lazily. */
  readonly routes: string[];
  /** The hostnames that the tunnel routes, which its connectors resolve. Read it lazily. */
  readonly hostnameRoutes: string[];
  /** The CIDRs that contain the addresses behind these hostnames. Read it lazily. */
  readonly destinations: string[];
  /** The DNS servers for these hostnames. Empty for the servers of the connector's host. Read it lazily. */
  readonly resolvers: string[];
  /** Returns the tunnel's token as a Terraform reference. A call stores the token in Terraform's state. */
  token(): string;
}

/**
 * Runs cloudflared for a tunnel.
 *
 * Cloudflare can send any request to any connector of a tunnel, so all connectors of a tunnel must be in one network.
 *
 * @see https://developers.cloudflare.com/cloudflare-one/connections/connect-networks/configure-tunnels/tunnel-availability/
 */
export interface IConnector {
  /** The transports that it supports. */
  readonly transports: Transport[];
  /** The source of the tunnel's token. */
  readonly token: ITunnelToken;
  /** The network that it runs in (a cluster or a VPC). The same text for every connector in that network. */
  readonly network: string;
  /** Its name among the connectors of the tunnel, such as its namespace or its region. */
  readonly name: string;
  /** Creates the connector's constructs in `scope`. `Tunnel.connect` calls it once. */
  bind(scope: Construct, tunnel: IConnectedTunnel): void;
}
