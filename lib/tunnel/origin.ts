import { Token } from "cdktf";
import { OriginOptions } from "./origin-options";
import { Problem } from "../core/errors";

/**
 * Defines what an origin is to a network policy: pods of a namespace, a range of addresses, a name nobody can put in a policy, or nothing at all.
 *
 * @internal
 */
export type OriginPeer =
  | {
      readonly kind: "pods";
      readonly namespace: string;
      readonly podLabels?: { [key: string]: string };
      readonly port: number;
    }
  | { readonly kind: "address"; readonly cidr: string; readonly port: number }
  | { readonly kind: "name"; readonly hostname: string; readonly port: number; readonly runService?: RunService }
  | { readonly kind: "local" };

/**
 * Defines what a connector has to know of a Cloud Run service, which answers at a name that everybody shares.
 *
 * @internal
 */
export interface RunService {
  /** The Google project that it is in, where that is known at synth. */
  readonly project?: string;
  /** Whether it is said how a network of another project is internal to it. */
  readonly acrossProjects: boolean;
}

/** Default ports of the schemes that have one. */
const DEFAULT_PORTS: { [scheme: string]: number } = {
  http: 80,
  ws: 80,
  https: 443,
  wss: 443,
  ssh: 22,
  rdp: 3389,
  smb: 445,
};

/**
 * Defines where a connector sends the requests of a host: a service that cloudflared can proxy to.
 *
 * What it is given is judged when it is published. Errors: ServiceInvalid, OriginOptionInvalid.
 *
 * @see https://developers.cloudflare.com/cloudflare-one/connections/connect-networks/routing-to-tunnel/protocols/
 */
export class Origin {
  /** Defines an origin that speaks HTTP. @param port 1 to 65535; 80 where absent */
  public static http(host: string, port?: number, options?: OriginOptions): Origin {
    return Origin.url("http", host, port, options);
  }

  /** Defines an origin that speaks HTTPS, with a certificate that the connector verifies. @param port 1 to 65535; 443 where absent */
  public static https(host: string, port?: number, options?: OriginOptions): Origin {
    return Origin.url("https", host, port, options);
  }

  /** Defines any TCP origin, reached by `cloudflared access tcp`. */
  public static tcp(host: string, port: number, options?: OriginOptions): Origin {
    return Origin.url("tcp", host, port, options);
  }

  /** Defines an SSH server. @param port 1 to 65535; 22 where absent */
  public static ssh(host: string, port?: number, options?: OriginOptions): Origin {
    return Origin.url("ssh", host, port, options);
  }

  /** Defines an RDP server. @param port 1 to 65535; 3389 where absent */
  public static rdp(host: string, port?: number, options?: OriginOptions): Origin {
    return Origin.url("rdp", host, port, options);
  }

  /** Defines an SMB server. @param port 1 to 65535; 445 where absent */
  public static smb(host: string, port?: number, options?: OriginOptions): Origin {
    return Origin.url("smb", host, port, options);
  }

  /** Defines an HTTP server on a Unix socket. @param path absolute, on the connector's disk */
  public static unix(path: string, options?: OriginOptions): Origin {
    return new Origin(`unix:${path}`, options, { kind: "local" });
  }

  /** Defines a fixed answer. @param status 200 to 599 */
  public static httpStatus(status: number): Origin {
    return new Origin(`http_status:${status}`, undefined, { kind: "local" });
  }

  /** Defines an origin by the text that cloudflared takes: `scheme://host[:port]`, no path and no trailing slash. */
  public static of(service: string, options?: OriginOptions): Origin {
    return new Origin(service, options, peerOf(service));
  }

  /** @internal For origins that know more of their network than their address, and what is wrong with it. */
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
    const authority = host.includes(":") && !host.startsWith("[") ? `[${host}]` : host;
    return Origin.of(`${scheme}://${authority}${port === undefined ? "" : `:${port}`}`, options);
  }

  private constructor(
    /** The service as cloudflared takes it. */
    public readonly service: string,
    /** @internal */
    public readonly _options: OriginOptions | undefined,
    /** @internal */
    public readonly _peer: OriginPeer,
    /** @internal What its factory found; reported where it is published. */
    public readonly _problems: Problem[] = [],
  ) {}
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
