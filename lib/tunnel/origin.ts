import { Token } from "cdktf";
import { OriginOptions, TerminalOptions } from "./origin-options";
import { BrowserRendering } from "../access/application-options";
import { validateCidr } from "../core/addresses/cidr-validation";
import { Problem } from "../core/errors";
import { checkArgument, TEXT } from "../core/kinds";

/**
 * An origin as a network policy sees it: pods of a namespace, a range of addresses, a name (which no policy can
 * contain), or something on the connector itself.
 *
 * @internal
 */
export type OriginPeer =
  | {
      readonly kind: "pods";
      readonly namespace: string;
      readonly podLabels?: { [key: string]: string };
      readonly port: number;
      /** CIDRs of pods in the network of their nodes, which no label matches. */
      readonly addresses?: string[];
    }
  | { readonly kind: "address"; readonly cidr: string; readonly port: number }
  | {
      readonly kind: "name";
      readonly hostname: string;
      readonly port: number;
      readonly runService?: RunService;
      /** CIDRs that contain every address behind the name. Undefined if they are unknown. */
      readonly addresses?: string[];
    }
  | { readonly kind: "local" };

/**
 * What a connector must know of a Cloud Run service. All services share the addresses of `run.app`.
 *
 * @internal
 */
export interface RunService {
  /** The Google project of the service, if it is known at synth. */
  readonly project?: string;
  /** Whether the caller declared how a network of another project is internal to the service. */
  readonly acrossProjects: boolean;
}

/** The schemes that have a default port. */
const DEFAULT_PORTS: { [scheme: string]: number } = {
  http: 80,
  ws: 80,
  https: 443,
  wss: 443,
  ssh: 22,
  rdp: 3389,
  smb: 445,
};

/** The port of the first display of a VNC server. */
const VNC_PORT = 5900;

/**
 * The service that a connector sends the requests of a host to.
 *
 * The values are validated when the origin is published.
 *
 * @example
 * tunnel.publish("db.example.com", {
 *   zone,
 *   origin: Origin.tcp("10.0.3.9", 5432),
 *   access: HostAccess.policies(staff),
 * });
 *
 * @throws ValidationError CidrInvalid, OriginOptionInvalid, ServiceInvalid
 * @see https://developers.cloudflare.com/cloudflare-one/connections/connect-networks/routing-to-tunnel/protocols/
 */
export class Origin {
  /**
   * Creates an origin that serves HTTP.
   *
   * @param host a hostname or an IP address
   * @param port 1 to 65535, by default 80
   */
  public static http(host: string, port?: number, options?: OriginOptions): Origin {
    return Origin.url("http", host, port, options);
  }

  /**
   * Creates an origin that serves HTTPS. The connector verifies its certificate.
   *
   * @param host a hostname or an IP address
   * @param port 1 to 65535, by default 443
   */
  public static https(host: string, port?: number, options?: OriginOptions): Origin {
    return Origin.url("https", host, port, options);
  }

  /**
   * Creates a TCP origin. Clients connect to it with `cloudflared access tcp`.
   *
   * @param host a hostname or an IP address
   * @param port 1 to 65535
   */
  public static tcp(host: string, port: number, options?: OriginOptions): Origin {
    return Origin.url("tcp", host, port, options);
  }

  /**
   * Creates an SSH origin.
   *
   * @param host a hostname or an IP address
   * @param port 1 to 65535, by default 22
   */
  public static ssh(host: string, port?: number, options?: TerminalOptions): Origin {
    return Origin.terminal(BrowserRendering.SSH, urlOf("ssh", host, port), options);
  }

  /**
   * Creates a VNC origin, which cloudflared reaches as `tcp://host:port`.
   *
   * @param host a hostname or an IP address
   * @param port 1 to 65535, by default 5900
   */
  public static vnc(host: string, port?: number, options?: TerminalOptions): Origin {
    return Origin.terminal(BrowserRendering.VNC, urlOf("tcp", host, port ?? VNC_PORT), options);
  }

  /**
   * Creates an RDP origin.
   *
   * @param host a hostname or an IP address
   * @param port 1 to 65535, by default 3389
   */
  public static rdp(host: string, port?: number, options?: OriginOptions): Origin {
    return Origin.url("rdp", host, port, options);
  }

  /**
   * Creates an SMB origin.
   *
   * @param host a hostname or an IP address
   * @param port 1 to 65535, by default 445
   */
  public static smb(host: string, port?: number, options?: OriginOptions): Origin {
    return Origin.url("smb", host, port, options);
  }

  /**
   * Creates an origin that serves HTTP on a Unix socket.
   *
   * @param path the absolute path of the socket on the connector
   */
  public static unix(path: string, options?: OriginOptions): Origin {
    return new Origin(`unix:${path}`, options, { kind: "local" });
  }

  /**
   * Creates an origin that answers every request with an HTTP status.
   *
   * @param status 200 to 599
   */
  public static httpStatus(status: number): Origin {
    return new Origin(`http_status:${status}`, undefined, { kind: "local" });
  }

  /**
   * Creates an origin from a service as cloudflared accepts it.
   *
   * @param service `scheme://host[:port]`, without a path or a trailing slash
   */
  public static of(service: string, options?: OriginOptions): Origin {
    const hint = 'a service as cloudflared accepts it, such as "wss://10.0.3.7:9000"';
    checkArgument(undefined, "Origin.of", "service", service, TEXT, hint);
    return new Origin(service, options, peerOf(service));
  }

  /**
   * Creates an origin with more information about its network than its address, and the problems found so far.
   *
   * @internal
   */
  public static _reachedBy(
    service: string,
    options: OriginOptions | undefined,
    peer: OriginPeer,
    problems: Problem[] = [],
  ): Origin {
    return new Origin(service, options, peer, problems);
  }

  private static url(
    scheme: string,
    host: string,
    port: number | undefined,
    options: OriginOptions | undefined,
  ): Origin {
    return Origin.of(urlOf(scheme, host, port), options);
  }

  private static terminal(rendering: BrowserRendering, service: string, options?: TerminalOptions): Origin {
    const { browserRendering, ...originOptions } = options ?? {};
    const problems = validateTerminal(options ?? {});
    const rendered = browserRendering === true ? rendering : undefined;
    return new Origin(service, originOptions, peerOf(service), problems, rendered);
  }

  private constructor(
    /** The service in cloudflared's notation. */
    public readonly service: string,
    /** @internal */
    public readonly _options: OriginOptions | undefined,
    /** @internal */
    public readonly _peer: OriginPeer,
    /** @internal The problems that its factory found. They are reported when it is published. */
    public readonly _problems: Problem[] = [],
    /** @internal The terminal that Cloudflare renders in the browser. */
    public readonly _browserRendering?: BrowserRendering,
  ) {}

  /**
   * Returns a copy of an origin by DNS name with the addresses behind the name.
   *
   * The NetworkPolicy of a `KubernetesConnector` needs them, because it cannot contain a name, and allows them on the
   * port of the origin. Other connectors ignore them.
   *
   * @example
   * const database = Origin.tcp("db.internal.example", 5432).withAddresses(["10.0.16.0/20"]);
   *
   * @param cidrs CIDRs that contain every address of the name; an empty list if all of them are public and the port
   * is 443, which a connector may reach in any case
   */
  public withAddresses(cidrs: string[]): Origin {
    const isName = this._peer.kind === "name";
    const problems = [
      ...(isName ? [] : [addressesMisplaced(this.service)]),
      ...cidrs.flatMap((cidr) => validateCidr(`withAddresses of the origin "${this.service}"`, cidr)),
    ];
    const peer = isName ? { ...this._peer, addresses: [...cidrs] } : this._peer;
    return new Origin(this.service, this._options, peer, [...this._problems, ...problems], this._browserRendering);
  }
}

function addressesMisplaced(service: string): Problem {
  const message = `withAddresses: the origin "${service}" is not a DNS name. Remove the call. A KubernetesService has the option addresses instead.`;
  return { code: "OriginOptionInvalid", message };
}

function urlOf(scheme: string, host: string, port: number | undefined): string {
  const hint = 'the host of the origin, such as "10.0.3.7"';
  checkArgument(undefined, `Origin of the scheme ${scheme}`, "host", host, TEXT, hint);
  const authority = host.includes(":") && !host.startsWith("[") ? `[${host}]` : host;
  return `${scheme}://${authority}${port === undefined ? "" : `:${port}`}`;
}

function validateTerminal({ browserRendering = false, socksProxy = false }: TerminalOptions): Problem[] {
  if (typeof browserRendering !== "boolean") {
    const message = `browserRendering: ${JSON.stringify(browserRendering)} is not valid; use true or false.`;
    return [{ code: "OriginOptionInvalid", message }];
  }
  if (!browserRendering || socksProxy === false) return [];
  const message = "socksProxy: a terminal in the browser does not use a SOCKS proxy. Remove it or browserRendering.";
  return [{ code: "OriginOptionInvalid", message }];
}

function peerOf(service: string): OriginPeer {
  if (Token.isUnresolved(service)) return { kind: "name", hostname: service, port: 0 };
  const match = /^([a-z]+):\/\/(\[[^\]]+\]|[^:/[\]]+)(?::(\d+))?$/i.exec(service);
  if (match === null) return { kind: "local" };
  const [, scheme, host, port] = match;
  const number = port === undefined ? (DEFAULT_PORTS[scheme.toLowerCase()] ?? 0) : Number(port);
  if (host.startsWith("[")) return { kind: "address", cidr: `${host.slice(1, -1)}/128`, port: number };
  if (/^\d+(\.\d+){3}$/.test(host)) return { kind: "address", cidr: `${host}/32`, port: number };
  return { kind: "name", hostname: host, port: number };
}
