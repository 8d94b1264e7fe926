import { DataCloudflareZeroTrustTunnelCloudflaredToken } from "@cdktf/provider-cloudflare/lib/data-cloudflare-zero-trust-tunnel-cloudflared-token";
import { ZeroTrustTunnelCloudflared } from "@cdktf/provider-cloudflare/lib/zero-trust-tunnel-cloudflared";
import { Construct, IConstruct } from "constructs";
import { TunnelConfiguration } from "./configuration";
import { IConnectedTunnel, IConnector, Transport } from "./connector";
import { hostsOf } from "./hosts-scope";
import { Origin } from "./origin";
import { PublishedHost, PublishOptions } from "./published-host";
import { validateContract } from "./safety-contract";
import { Account } from "../core/account";
import { Problem, refuse, report, reportAtEnd, warn } from "../core/errors";
import { holderOf, registerIn, take } from "../core/registry";
import { honourDependencies } from "../core/terraform/dependencies";
import { address, attribute, validateResourceName, requireLiteral, resolved } from "../core/terraform/resources";
import { validateUuid } from "../core/uuid";
import { HostnameRoute, routeHostnameThrough } from "../network/hostname-route";
import { HostnameRouteOptions, RouteOptions } from "../network/route-options";
import { routeThrough, TunnelRoute } from "../network/tunnel-route";

/** Defines a tunnel, owned or only named by its id. */
export interface ITunnel extends IConstruct {
  readonly account: Account;
  /** The tunnel's id: a UUID. */
  readonly tunnelId: string;
  /** @internal Whether each of its connectors speaks QUIC, without which neither UDP nor DNS pass; unknown while it has none here. */
  readonly _speaksQuic?: boolean;
  /** Lets enrolled devices reach a range of private addresses through it. @param cidr a literal CIDR, IPv4 or IPv6, without host bits */
  route(cidr: string, options: RouteOptions): TunnelRoute;
  /** Lets enrolled devices reach a private name through it, which its connectors resolve. @param hostname a literal FQDN, lower case; "*." in front stands for one label */
  routeHostname(hostname: string, options: HostnameRouteOptions): HostnameRoute;
}

/** Defines which tunnel it is. */
export interface TunnelAttributes {
  readonly account: Account;
  /** The tunnel's id: a UUID. */
  readonly tunnelId: string;
}

/** Defines a Cloudflare Tunnel. */
export interface TunnelProps {
  readonly account: Account;
  /** The name people read in the dashboard. @default - the construct's id */
  readonly name?: string;
}

/**
 * Defines a Cloudflare Tunnel with the one configuration that it has, which grows by `publish`, and its private routes.
 *
 * Errors: HostPublishedTwice, IdInvalid, TokenNotAllowed, ConnectorMismatch, ConnectorWithoutQuic, SafetyContractBroken and those of PublishedHost,
 * TunnelRoute and HostnameRoute.
 *
 * @see https://developers.cloudflare.com/cloudflare-one/connections/connect-networks/
 */
export class Tunnel extends Construct implements ITunnel, IConnectedTunnel {
  /** Defines a tunnel that another stack or somebody else owns. Its configuration is theirs, so nothing is published on it; routes are objects of their own. */
  public static fromTunnelAttributes(scope: Construct, id: string, attributes: TunnelAttributes): ITunnel {
    class ImportedTunnel extends Construct implements ITunnel {
      public readonly account = attributes.account;
      public readonly tunnelId = attributes.tunnelId;
      public route(cidr: string, options: RouteOptions): TunnelRoute {
        return routeThrough(this, cidr, { ...attributes, ...options });
      }
      public routeHostname(hostname: string, options: HostnameRouteOptions): HostnameRoute {
        return routeHostnameThrough(this, hostname, { ...attributes, ...options });
      }
    }
    const tunnel = new ImportedTunnel(scope, id);
    report(tunnel, ...validateUuid("tunnelId", attributes.tunnelId));
    return tunnel;
  }

  public readonly resource: ZeroTrustTunnelCloudflared;
  public readonly account: Account;
  public readonly tunnelId: string;
  private readonly published: PublishedHost[] = [];
  private readonly routed: Set<TunnelRoute> = new Set();
  private readonly routedNames: Set<HostnameRoute> = new Set();
  private readonly connectors: IConnector[] = [];
  private readonly configuration: TunnelConfiguration;

  public constructor(scope: Construct, id: string, props: TunnelProps) {
    super(scope, id);
    this.account = props.account;
    this.resource = new ZeroTrustTunnelCloudflared(this, "Resource", {
      provider: registerIn(this, props.account, "tunnels"),
      accountId: props.account.accountId,
      name: props.name ?? id,
      configSrc: "cloudflare",
    });
    this.tunnelId = this.resource.id;
    take(this, idKey(this.tunnelId));
    this.configuration = new TunnelConfiguration(this, this.resource, props.account, this.published);
    report(this, ...validateResourceName(this.resource), ...this.validateTwin(props.name ?? id));
    this.node.addValidation({ validate: () => validateContract(this.resource, this.configuration, this.published) });
    reportAtEnd(this, () => this.validateRoutedName());
    honourDependencies(this);
  }

  /** The Terraform address of the tunnel, "type.name". */
  public get tunnelAddress(): string {
    return address(this.resource);
  }

  /** The hosts that it publishes so far. */
  public get hosts(): PublishedHost[] {
    return [...this.published];
  }

  /** Where the requests of its hosts go, so far. */
  public get origins(): Origin[] {
    return this.published.flatMap((host) => host._origins);
  }

  /** The CIDRs that it routes so far. */
  public get routes(): string[] {
    return [...this.routed].map(({ cidr }) => cidr);
  }

  /** The names that it routes so far, as Cloudflare keeps them: without "*." in front. */
  public get hostnameRoutes(): string[] {
    return [...this.routedNames].map(({ hostname }) => hostname);
  }

  /** The CIDRs that hold the addresses behind these names, so far. */
  public get destinations(): string[] {
    return [...new Set([...this.routedNames].flatMap(({ destinations }) => destinations))];
  }

  /** The DNS servers that its connectors ask for these names, so far; none for their hosts' own. */
  public get resolvers(): string[] {
    return [...new Set([...this.routedNames].flatMap(({ resolvers }) => resolvers))];
  }

  /** @internal */
  public get _speaksQuic(): boolean | undefined {
    if (this.connectors.length === 0) return undefined;
    return this.connectors.every(({ transports }) => transports.includes(Transport.QUIC)); // any of them may get any packet
  }

  /**
   * Puts a host on the internet: its Access application first, then its rule in the configuration, then its DNS record; on a removal the reverse.
   *
   * @param hostname a literal FQDN, lower case; "*.apps.example.com" behind policies
   */
  public publish(hostname: string, options: PublishOptions): PublishedHost {
    requireLiteral(this, "a hostname", hostname);
    if (hostname === "") {
      refuse(this, "HostnameInvalid", 'the hostname is ""; expected an FQDN such as "app.example.com"');
    }
    const twin = holderOf(this, `host ${hostname}`);
    if (twin !== undefined) {
      report(this, {
        code: "HostPublishedTwice",
        message: `"${hostname}" is published already as ${twin.node.path}; publish it once, and add other origins of it by addPath(…)`,
      });
      return twin as PublishedHost; // for the sake of the mistakes that come after
    }
    const target = `${attribute(this.resource, "id")}.cfargotunnel.com`;
    const host = new PublishedHost(hostsOf(this), hostname, { ...options, account: this.account, target });
    take(host, `host ${hostname}`);
    this.published.push(host);
    this.configuration.routes(host);
    // On a teardown the tunnel, and with it its rules, must go before the applications that lock them.
    if (host.application !== undefined) (this.resource.dependsOn ??= []).push(address(host.application.resource));
    return host;
  }

  /**
   * Lets enrolled devices reach a range of private addresses: after the policies that guard it are there, and until before they go.
   *
   * @param cidr a literal CIDR, IPv4 or IPv6, without host bits
   */
  public route(cidr: string, options: RouteOptions): TunnelRoute {
    const { account, tunnelId } = this;
    const route = routeThrough(this, cidr, { ...options, account, tunnelId });
    this.routed.add(route);
    return route;
  }

  /**
   * Lets enrolled devices reach a private name, which the connectors resolve.
   *
   * @param hostname a literal FQDN, lower case; "*." in front stands for one label
   */
  public routeHostname(hostname: string, options: HostnameRouteOptions): HostnameRoute {
    const { account, tunnelId } = this;
    const route = routeHostnameThrough(this, hostname, { ...options, account, tunnelId });
    report(route, ...this.validateResolver(route));
    this.routedNames.add(route);
    return route;
  }

  /** Runs cloudflared for this tunnel. All connectors of a tunnel sit in one network: any of them may get any request. */
  public connect(connector: IConnector): void {
    const [first = connector] = this.connectors;
    const [network, firstNetwork] = [connector, first].map((each) => resolved(this, each.network));
    if (network !== firstNetwork) {
      report(this, {
        code: "ConnectorMismatch",
        message: `a connector sits in "${network}", the first in "${firstNetwork}"; any of them may get any request, so make a tunnel for each network`,
      });
    }
    if (connector.token.isInState) {
      warn(
        this,
        "TokenInState",
        "the tunnel's token is in Terraform's state; TunnelToken.fromKubernetesSecret(…) or fromSecretManager(…) keeps it out",
      );
    }
    const id = `Connector-${connector.name}`;
    if (this.node.tryFindChild(id) !== undefined) {
      refuse(this, "ConnectorNameTaken", `a connector "${connector.name}" is connected already; pass another name`);
    }
    this.connectors.push(connector);
    connector.bind(new Construct(this, id), this);
  }

  /** The tunnel's token; asking for it puts the token into Terraform's state. */
  public token(): string {
    const existing = this.node.tryFindChild("Token") as DataCloudflareZeroTrustTunnelCloudflaredToken | undefined;
    const source =
      existing ??
      new DataCloudflareZeroTrustTunnelCloudflaredToken(this, "Token", {
        provider: this.account.provider,
        accountId: this.account.accountId,
        tunnelId: this.tunnelId,
      });
    return source.token;
  }

  /** A connector has one list of servers, and asks any of them for any name. */
  private validateResolver({ resolvers }: HostnameRoute): Problem[] {
    const [first] = this.routedNames;
    if (first === undefined || String(first.resolvers) === String(resolvers)) return [];
    const shown = (list: string[]) => (list.length === 0 ? "none" : list.join(", "));
    const message = `resolvers is ${shown(resolvers)}, and ${shown(first.resolvers)} at ${first.node.path}; a connector asks one list for all names of its tunnel: say the same for each, or route this one through another tunnel`;
    return [{ code: "ResolversMixed", message }];
  }

  /** The connectors get the questions for routed names as UDP. */
  private validateRoutedName(): Problem[] {
    return this.hostnameRoutes.flatMap((hostname) => validateQuic(this, `"${hostname}", routed by name,`));
  }

  private validateTwin(name: string): Problem[] {
    const twin = take(this, `tunnel ${name} of ${this.account.accountId}`);
    if (twin === undefined) return [];
    return [
      {
        code: "TunnelNameTaken",
        message: `the tunnel ${twin.node.path} is named "${name}" as well; Cloudflare takes a name once an account: pass another name`,
      },
    ];
  }
}

/** @internal The tunnel that has this id, where the app makes it. */
export function tunnelOf(scope: IConstruct, tunnelId: string): ITunnel | undefined {
  return holderOf(scope, idKey(tunnelId)) as Tunnel | undefined;
}

/** @internal What cannot go through a tunnel one of whose connectors speaks HTTP/2 alone: DNS, and all other UDP. */
export function validateQuic({ node, _speaksQuic }: ITunnel, what: string): Problem[] {
  if (_speaksQuic !== false) return [];
  const message = `${what} is reached through ${node.path}, a connector of which speaks HTTP/2 alone, and that carries neither DNS nor other UDP; run cloudflared with QUIC there (in Kubernetes without \`protocol\`; in Cloud Run it cannot), or take another tunnel`;
  return [{ code: "ConnectorWithoutQuic", message }];
}

function idKey(tunnelId: string): string {
  return `tunnel id ${tunnelId}`;
}
