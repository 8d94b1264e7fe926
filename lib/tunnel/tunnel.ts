import { DataCloudflareZeroTrustTunnelCloudflaredToken } from "@cdktf/provider-cloudflare/lib/data-cloudflare-zero-trust-tunnel-cloudflared-token";
import { ZeroTrustTunnelCloudflared } from "@cdktf/provider-cloudflare/lib/zero-trust-tunnel-cloudflared";
import { TerraformResource, TerraformStack } from "cdktf";
import { Construct, IConstruct } from "constructs";
import { TunnelConfiguration } from "./configuration";
import { IConnectedTunnel, IConnector, Transport } from "./connector";
import { hostsOf } from "./hosts-scope";
import { CONNECTOR } from "./kinds";
import { Origin } from "./origin";
import { PublishedHost, PublishOptions, PUBLISH_OPTIONS } from "./published-host";
import { validateContract } from "./safety-contract";
import { addHostnameRoute, addRoute, hostnameRoutesThrough, routesThrough, validateResolvers } from "./tunnel-routes";
import { AccessApplication, applicationOfAud } from "../access/application";
import { Account } from "../core/account";
import { Problem, refuse, report, reportAtEnd, warn } from "../core/errors";
import { checkArgument, TEXT } from "../core/kinds";
import { ACCOUNT_HINT, checkProps, PropNames } from "../core/props";
import { registerIn, Registry } from "../core/registry";
import { create, idOf } from "../core/terraform/create";
import { honourDependencies } from "../core/terraform/dependencies";
import { guardAttributes } from "../core/terraform/guarded-attributes";
import {
  address,
  attribute,
  validateResourceName,
  requireLiteral,
  resolved,
  resolvedAcrossStacks,
} from "../core/terraform/resources";
import { validateUuid } from "../core/uuid";
import { HostnameRoute, routeHostnameThrough } from "../network/hostname-route";
import {
  CIDR_HINT,
  HOSTNAME_ROUTE_OPTIONS,
  ROUTED_HOSTNAME_HINT,
  HostnameRouteOptions,
  ROUTE_OPTIONS,
  RouteOptions,
} from "../network/route-options";
import { routeThrough, TunnelRoute } from "../network/tunnel-route";

/** A tunnel: managed by this app or imported. */
export interface ITunnel extends IConstruct {
  /** The Cloudflare account. */
  readonly account: Account;
  /** The tunnel's id: a UUID. */
  readonly tunnelId: string;
  /**
   * Whether every connector supports QUIC, which UDP requires. `undefined` without a connector in this app.
   *
   * @internal
   */
  readonly _speaksQuic?: boolean;
  /**
   * Routes a range of private addresses through the tunnel, so that enrolled devices can reach it.
   *
   * @param cidr a literal CIDR, IPv4 or IPv6, without host bits
   */
  route(cidr: string, options: RouteOptions): TunnelRoute;
  /**
   * Routes a private hostname through the tunnel, so that enrolled devices can reach it. The connectors resolve it.
   *
   * @param hostname a literal FQDN in lower case; a leading "*." matches one label
   */
  routeHostname(hostname: string, options: HostnameRouteOptions): HostnameRoute;
}

/** Attributes of an imported tunnel. */
export interface TunnelAttributes {
  /** The Cloudflare account. */
  readonly account: Account;
  /** The tunnel's id: a UUID. */
  readonly tunnelId: string;
}

/** Properties of a `Tunnel`. */
export interface TunnelProps {
  /** The Cloudflare account. */
  readonly account: Account;
  /** The name that the dashboard shows. @default - the construct's id */
  readonly name?: string;
}

const PROPS: PropNames<TunnelProps> = { required: { account: ACCOUNT_HINT }, optional: { name: true } };

const ATTRIBUTES: PropNames<TunnelAttributes> = {
  required: { account: ACCOUNT_HINT, tunnelId: "the id of the tunnel, a UUID" },
  optional: {},
};

const TUNNELS_BY_ID = new Registry<ITunnel>();
const TUNNELS_BY_NAME = new Registry<IConstruct>();
const HOSTS = new Registry<PublishedHost>();

/**
 * A Cloudflare Tunnel with its configuration, which grows with each `publish`, and its private routes.
 *
 * @example
 * const tunnel = new Tunnel(this, "eks-dev", { account });
 * tunnel.publish("argocd.example.com", {
 *   zone,
 *   origin: Origin.http("10.0.3.7", 8080),
 *   access: HostAccess.policies(staff),
 * });
 *
 * @throws ValidationError AccountIdInvalid, AccountLimitExceeded, CidrInvalid, TeamNameInvalid, ConstructIdInvalid,
 * TunnelNameTaken, ConnectorWithoutQuic, SafetyContractBroken
 * @see https://developers.cloudflare.com/cloudflare-one/connections/connect-networks/
 */
export class Tunnel extends Construct implements ITunnel, IConnectedTunnel {
  /**
   * Imports an existing tunnel. Its configuration is managed elsewhere, so no host can be published on it. Private
   * routes are independent of the configuration and can be added.
   *
   * @throws ValidationError IdInvalid
   */
  public static fromTunnelAttributes(scope: Construct, id: string, attributes: TunnelAttributes): ITunnel {
    class ImportedTunnel extends Construct implements ITunnel {
      public readonly account = attributes.account;
      public readonly tunnelId = attributes.tunnelId;
      public route(cidr: string, options: RouteOptions): TunnelRoute {
        checkArgument(this, "Tunnel.route", "cidr", cidr, TEXT, CIDR_HINT);
        checkProps(this, "Tunnel.route", options, ROUTE_OPTIONS);
        return addRoute(this, routeThrough(this, cidr, { ...attributes, ...options }));
      }
      public routeHostname(hostname: string, options: HostnameRouteOptions): HostnameRoute {
        checkArgument(this, "Tunnel.routeHostname", "hostname", hostname, TEXT, ROUTED_HOSTNAME_HINT);
        checkProps(this, "Tunnel.routeHostname", options, HOSTNAME_ROUTE_OPTIONS);
        const route = routeHostnameThrough(this, hostname, { ...attributes, ...options });
        report(route, ...validateResolvers(this, route));
        return addHostnameRoute(this, route);
      }
    }
    const tunnel = new ImportedTunnel(scope, id);
    checkProps(tunnel, "Tunnel.fromTunnelAttributes", attributes, ATTRIBUTES);
    report(tunnel, ...validateUuid("tunnelId", attributes.tunnelId));
    return tunnel;
  }

  /** The underlying L1 resource. */
  public readonly resource: ZeroTrustTunnelCloudflared;
  /** The Cloudflare account. */
  public readonly account: Account;
  /** The tunnel's id: a UUID. */
  public readonly tunnelId: string;
  /** The construct's id. Connectors derive the names of their objects from it. The dashboard's name can differ. */
  public readonly name: string;
  private readonly published: PublishedHost[] = [];
  private readonly applications = new Set<AccessApplication>();
  private readonly entries: TerraformResource[] = [];
  private readonly connectors: IConnector[] = [];
  private readonly configuration: TunnelConfiguration;

  public constructor(scope: Construct, id: string, props: TunnelProps) {
    super(scope, id);
    checkProps(this, "Tunnel", props, PROPS);
    this.account = props.account;
    this.name = id;
    this.resource = create(ZeroTrustTunnelCloudflared, this, "Resource", {
      provider: registerIn(this, props.account, "tunnels"),
      accountId: props.account.accountId,
      name: props.name ?? id,
      configSrc: "cloudflare",
    });
    this.tunnelId = idOf(this.resource);
    TUNNELS_BY_ID.claim(this, this.tunnelId, this);
    this.configuration = new TunnelConfiguration(this, this.resource, props.account, this.published);
    report(this, ...validateResourceName(this.resource), ...this.validateTwin(props.name ?? id));
    guardAttributes(this, this.resource, ["name", "tunnelSecret"]);
    reportAtEnd(this, () => validateContract(this.resource, this.configuration, this.published, this.entries));
    reportAtEnd(this, () => this.validateTransports());
    reportAtEnd(this, () => this.warnAboutGrpc());
    honourDependencies(this);
  }

  /** The Terraform address of the tunnel, "type.name". */
  public get tunnelAddress(): string {
    return address(this.resource);
  }

  /** The hosts that have been published so far. */
  public get hosts(): PublishedHost[] {
    return [...this.published];
  }

  /** The origins of the published hosts so far. */
  public get origins(): Origin[] {
    return this.published.flatMap((host) => host._origins);
  }

  /** The CIDRs that the tunnel routes so far, in all stacks of the app. */
  public get routes(): string[] {
    return routesThrough(this).map(({ cidr }) => cidr);
  }

  /** The hostnames that the tunnel routes so far, as Cloudflare stores them: without a leading "*.". */
  public get hostnameRoutes(): string[] {
    return hostnameRoutesThrough(this).map(({ hostname }) => hostname);
  }

  /** The CIDRs that contain the addresses behind these hostnames, so far. */
  public get destinations(): string[] {
    return [...new Set(hostnameRoutesThrough(this).flatMap(({ destinations }) => destinations))];
  }

  /** The DNS servers for these hostnames so far. Empty for the servers of the connector's host. */
  public get resolvers(): string[] {
    return [...new Set(hostnameRoutesThrough(this).flatMap(({ resolvers }) => resolvers))];
  }

  /** @internal Whether every connector supports QUIC. `undefined` without a connector. */
  public get _speaksQuic(): boolean | undefined {
    if (this.connectors.length === 0) return undefined;
    // Cloudflare can send any packet to any of them.
    return this.connectors.every(({ transports }) => transports.includes(Transport.QUIC));
  }

  /**
   * Publishes a hostname through the tunnel, behind Access.
   *
   * Terraform creates the Access application first, then the ingress rule, then the DNS record. It removes them in
   * reverse order.
   *
   * Two tunnels can publish the same host, if its record is managed elsewhere and both use one `AccessApplication` of
   * the stack through `HostAccess.existing`. A load balancer then selects the tunnel.
   *
   * @param hostname a literal FQDN in lower case; a wildcard such as "*.apps.example.com" requires policies
   * @throws ValidationError HostPublishedTwice, HostnameInvalid, IngressRuleDuplicate, IngressRuleUnreachable,
   * TokenNotAllowed and those of PublishedHost
   */
  public publish(hostname: string, options: PublishOptions): PublishedHost {
    requireLiteral(this, "hostname", hostname);
    checkProps(this, "Tunnel.publish", options, PUBLISH_OPTIONS);
    if (!hostname) {
      refuse(this, "HostnameInvalid", 'hostname: "" is not valid; use an FQDN such as "app.example.com".');
    }
    const twin = HOSTS.find(this, hostname);
    if (twin !== undefined && !this.isReplica(twin, options)) {
      report(this, {
        code: "HostPublishedTwice",
        message: `"${hostname}" is already published as ${twin.node.path}. Publish it once and add other origins with addPath(…). For replicas behind a load balancer, publish it on each tunnel with record: HostRecord.managedElsewhere(…) and HostAccess.existing(…) with the aud of one AccessApplication of the stack.`,
      });
      return twin; // so that later mistakes are reported as well
    }
    const target = `${attribute(this.resource, "id")}.cfargotunnel.com`;
    // A replica has no resource of its own, so its place in the tree is in no address.
    const scope = twin === undefined ? hostsOf(this) : this;
    const host = new PublishedHost(scope, hostname, { ...options, account: this.account, target });
    HOSTS.claim(host, hostname, host);
    this.published.push(host);
    if (host.record !== undefined) this.configuration.orderEntry(host.record);
    if (host._comment !== undefined) this.configuration.addComment(hostname, host._comment);
    // On a teardown, the tunnel and its rules must be deleted before the applications that protect them.
    if (host.application !== undefined && !this.applications.has(host.application)) {
      this.applications.add(host.application);
      (this.resource.dependsOn ??= []).push(address(host.application.resource));
    }
    return host;
  }

  /**
   * Orders a public entry of hosts whose records are managed elsewhere, such as a load balancer of the same stack.
   * Terraform creates it after the tunnel's configuration, and deletes it before a host is removed from there.
   *
   * Call it for each tunnel that serves the hosts. CDKTF ignores `node.addDependency` of an L1 resource.
   *
   * @param entry the resource that makes hostnames resolve to the tunnel
   * @throws ValidationError StackMismatch
   */
  public addPublicEntry(entry: TerraformResource): void {
    if (TerraformStack.of(entry) !== TerraformStack.of(this)) {
      report(this, {
        code: "StackMismatch",
        message: `${entry.node.path} is in another stack, so it cannot be ordered with the tunnel's configuration. Create it in this stack.`,
      });
      return;
    }
    this.entries.push(entry);
    this.configuration.orderEntry(entry);
  }

  /**
   * Routes a range of private addresses through the tunnel, so that enrolled devices can reach it.
   *
   * Terraform creates the route after its guarding policies and deletes it before them.
   *
   * @param cidr a literal CIDR, IPv4 or IPv6, without host bits
   * @throws ValidationError those of TunnelRoute
   */
  public route(cidr: string, options: RouteOptions): TunnelRoute {
    checkArgument(this, "Tunnel.route", "cidr", cidr, TEXT, CIDR_HINT);
    checkProps(this, "Tunnel.route", options, ROUTE_OPTIONS);
    const { account, tunnelId } = this;
    return addRoute(this, routeThrough(this, cidr, { ...options, account, tunnelId }));
  }

  /**
   * Routes a private hostname through the tunnel, so that enrolled devices can reach it. The connectors resolve it.
   *
   * @param hostname a literal FQDN in lower case; a leading "*." matches one label
   * @throws ValidationError ResolversMixed and those of HostnameRoute
   */
  public routeHostname(hostname: string, options: HostnameRouteOptions): HostnameRoute {
    checkArgument(this, "Tunnel.routeHostname", "hostname", hostname, TEXT, ROUTED_HOSTNAME_HINT);
    checkProps(this, "Tunnel.routeHostname", options, HOSTNAME_ROUTE_OPTIONS);
    const { account, tunnelId } = this;
    const route = routeHostnameThrough(this, hostname, { ...options, account, tunnelId });
    report(route, ...validateResolvers(this, route));
    return addHostnameRoute(this, route);
  }

  /**
   * Adds a connector, which runs cloudflared for this tunnel.
   *
   * All connectors of a tunnel must be in one network, because Cloudflare can send any request to any of them.
   *
   * @throws ValidationError ConnectorMismatch, ConnectorNameTaken and those of the connector
   */
  public connect(connector: IConnector): void {
    checkArgument(
      this,
      "Tunnel.connect",
      "connector",
      connector,
      CONNECTOR,
      "a connector, such as new KubernetesConnector(…)",
    );
    const [first = connector] = this.connectors;
    const [network, firstNetwork] = [connector, first].map((each) => resolved(this, each.network));
    if (network !== firstNetwork) {
      report(this, {
        code: "ConnectorMismatch",
        message: `connector "${connector.name}" is in network "${network}", but the first connector is in "${firstNetwork}". Cloudflare can send any request to any connector, so create one tunnel per network.`,
      });
    }
    if (connector.token.isInState) {
      warn(
        this,
        "TokenInState",
        "The tunnel's token is stored in Terraform's state. Use TunnelToken.fromKubernetesSecret(…) or fromSecretManager(…) to avoid that.",
      );
    }
    const id = `Connector-${connector.name}`;
    if (this.node.tryFindChild(id) !== undefined) {
      refuse(
        this,
        "ConnectorNameTaken",
        `connector "${connector.name}" is already connected. Give this one another name.`,
      );
    }
    this.connectors.push(connector);
    connector.bind(new Construct(this, id), this);
  }

  /** Returns the tunnel's token as a Terraform reference. A call stores the token in Terraform's state. */
  public token(): string {
    const existing = this.node.tryFindChild("Token") as DataCloudflareZeroTrustTunnelCloudflaredToken | undefined;
    const source =
      existing ??
      create(DataCloudflareZeroTrustTunnelCloudflaredToken, this, "Token", {
        provider: this.account.provider,
        accountId: this.account.accountId,
        tunnelId: this.tunnelId,
      });
    return source.token;
  }

  /**
   * Whether a host of another tunnel can be served by this tunnel as well: neither has a record that selects one of the
   * tunnels, and one application of this stack protects both.
   */
  private isReplica(twin: PublishedHost, { record, access: { _lock: protection } }: PublishOptions): boolean {
    if (record === undefined || twin.record !== undefined || protection.kind !== "existing") return false;
    if (this.published.some(({ hostname }) => hostname === twin.hostname)) return false;
    const application = applicationOfAud(this, resolvedAcrossStacks(this, protection.aud));
    return application !== undefined && application === twin._shared;
  }

  /** The connectors receive the DNS queries for routed hostnames over UDP. */
  private validateTransports(): Problem[] {
    return this.hostnameRoutes.flatMap((hostname) => validateQuic(this, `"${hostname}", routed by name,`));
  }

  /** Warns about public hosts that may serve gRPC, whose trailers a connector drops over QUIC. */
  private warnAboutGrpc(): Problem[] {
    if (!this.connectors.some(({ transports }) => transports.includes(Transport.QUIC))) return [];
    for (const host of this.published) host._warnAboutGrpcOverQuic();
    return [];
  }

  private validateTwin(name: string): Problem[] {
    const twin = TUNNELS_BY_NAME.claim(this, `${this.account.accountId}/${name}`, this);
    if (twin === undefined) return [];
    return [
      {
        code: "TunnelNameTaken",
        message: `name: "${name}" is already the name of ${twin.node.path}. A tunnel's name must be unique in its account; use another one.`,
      },
    ];
  }
}

/** @internal Returns the tunnel with this id, if this app manages it. */
export function tunnelOf(scope: IConstruct, tunnelId: string): ITunnel | undefined {
  return TUNNELS_BY_ID.find(scope, tunnelId);
}

/** @internal Requires QUIC of every connector. @param what the subject of the message */
export function validateQuic({ node, _speaksQuic }: ITunnel, what: string): Problem[] {
  if (_speaksQuic !== false) return [];
  const message = `${what} is reached through ${node.path}, which has a connector that supports only HTTP/2. HTTP/2 carries neither DNS nor other UDP traffic; run cloudflared with QUIC there (in Kubernetes, omit \`protocol\`; Cloud Run does not support QUIC), or use another tunnel.`;
  return [{ code: "ConnectorWithoutQuic", message }];
}
