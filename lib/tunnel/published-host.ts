import { DnsRecord } from "@cdktf/provider-cloudflare/lib/dns-record";
import { Token } from "cdktf";
import { Construct } from "constructs";
import { validatePathRendering, validateHostRendering } from "./browser-rendering";
import { CONFIGURATION_COMMENT, HostComment, HostRecord, validateHostRecord } from "./host-record";
import { IngressRule } from "./ingress";
import { Origin } from "./origin";
import { validateOriginOptions } from "./origin-options";
import { validateOriginUrl } from "./origin-url";
import { validateExactPath, exactPathRegex, literalLength, validatePath, pathRegex } from "./path";
import { AccessApplication, applicationOfAud, findApplication } from "../access/application";
import { HostAccess, HostLock } from "../access/host-access";
import { IServiceToken } from "../access/interfaces";
import { SERVICE_TOKEN, SERVICE_TOKEN_HINT } from "../access/kinds";
import { registerPublicHost } from "../access/public-hosts";
import { Account } from "../core/account";
import { accessMatches, isBelowUniversalSsl, isWildcard, isWithin, validateHostname } from "../core/addresses/hostname";
import { COMMENT_PREFIXES, validateReason } from "../core/comment";
import { Problem, report, reportAtEnd, warn } from "../core/errors";
import { checkArgument, having, listOf, TEXT } from "../core/kinds";
import { validateOwnership } from "../core/owner";
import { PropNames } from "../core/props";
import { create } from "../core/terraform/create";
import { attribute, requireLiteral, resolvedAcrossStacks } from "../core/terraform/resources";
import { IZone } from "../dns/zone";

const ORIGIN = having("an Origin", "Origin", "service", "_problems");

/** Options of `Tunnel.publish`. */
export interface PublishOptions {
  /** The zone that contains the hostname. */
  readonly zone: IZone;
  /** The origin that receives the requests. */
  readonly origin: Origin;
  /** Who can reach the host: an Access application, or public access with a reason. */
  readonly access: HostAccess;
  /** The exact paths to serve, such as "/api/webhook". Every other path returns 404. @default - every path */
  readonly onlyPaths?: string[];
  /** The DNS record, if it is managed elsewhere, such as by a load balancer. @default - a record to the tunnel */
  readonly record?: HostRecord;
}

/** @internal The names of `PublishOptions`. */
export const PUBLISH_OPTIONS: PropNames<PublishOptions> = {
  required: {
    zone: "the zone that contains the hostname, such as Zone.fromZoneAttributes(…)",
    origin: 'the origin that receives the requests, such as Origin.http("10.0.3.7", 8080)',
    access:
      'HostAccess.policies(…), so that Access protects the host, or HostAccess.publicly("<reason>"), if anyone on the internet may reach it',
  },
  optional: { onlyPaths: true, record: true },
  kinds: {
    zone: having("a zone", "zones", "zoneId", "zoneName"),
    origin: ORIGIN,
    access: having("a HostAccess", "HostAccess", "_lock"),
    onlyPaths: listOf(TEXT),
    record: having("a HostRecord", "HostRecord", "_reason"),
  },
};

/** Properties of a `PublishedHost`. */
export interface PublishedHostProps extends PublishOptions {
  /** The Cloudflare account of the tunnel. */
  readonly account: Account;
  /** The target of the host's DNS record: `<tunnel id>.cfargotunnel.com`. */
  readonly target: string;
}

/**
 * A host on the internet: its Access application, its rules in the tunnel's configuration and its DNS record. Created
 * by `Tunnel.publish`.
 *
 * @example
 * const host = tunnel.publish("argocd.example.com", {
 *   zone,
 *   origin: Origin.http("10.0.3.7", 8080),
 *   access: HostAccess.policies(staff),
 * });
 * host.addPath("/reports", Origin.http("10.0.3.8", 80));
 *
 * @throws ValidationError HostnameInvalid, HostOutsideZone, PathInvalid, PathMatchesEverything, PathRegexInvalid,
 * PathsInvalid, ServiceInvalid, OriginOptionInvalid, ReasonInvalid, WildcardPublic, PublicHostCovered, AudInvalid,
 * BrowserRenderingInvalid, ServiceTokenOnPublicHost, TokenNotAllowed and those of AccessApplication
 */
export class PublishedHost extends Construct {
  /** The FQDN in lower case. A wildcard starts with "*.". */
  public readonly hostname: string;
  /**
   * The Access application, which hosts can share. `undefined` for a public host and for an application that is not
   * managed in this stack.
   */
  public readonly application?: AccessApplication;
  /** The DNS record. `undefined` if it is managed elsewhere. */
  public readonly record?: DnsRecord;
  /** @internal The application of the stack that other hosts can share. */
  public readonly _shared?: AccessApplication;
  /** @internal What is known of a host whose record is managed elsewhere. */
  public readonly _comment?: HostComment;
  /** @internal The origin of the host and those of its paths. */
  public readonly _origins: Origin[];
  /** @internal The rules of the host in the tunnel's configuration. */
  public readonly _rules: IngressRule[];
  private readonly access?: IngressRule["access"];
  private readonly exact: boolean;
  private warnedOfGrpc = false;

  public constructor(scope: Construct, hostname: string, props: PublishedHostProps) {
    super(scope, hostname);
    const { account, zone, origin, onlyPaths } = props;
    const protection = props.access._lock;
    this.hostname = hostname;
    this.exact = onlyPaths !== undefined;
    this._origins = [origin];
    if (protection.kind === "policies") {
      this.application = new AccessApplication(this, "Application", {
        ...protection.props,
        account,
        hostnames: [hostname],
        ...(origin._browserRendering !== undefined && { browserRendering: origin._browserRendering }),
      });
    } else if (protection.kind === "existing") {
      this._shared = this.sharedApplication(protection.aud, account);
      this.application = this._shared;
    }
    this.access = this.accessOf(protection, account.teamName);
    this._rules = onlyPaths?.map((path) => this.exactRule(path, origin)) ?? [this.rule(origin)];
    const comment =
      protection.kind === "policies" ? {} : { comment: COMMENT_PREFIXES[protection.kind] + protection.reason };
    const certificate = this.certificateOf(zone);
    if (props.record === undefined) {
      this.record = this.createRecord(props, comment);
      // The summary reads it, because Terraform's JSON does not contain the name of the zone.
      if (certificate !== undefined) this.record.addOverride("//", certificate);
    } else {
      this._comment = { record: props.record._reason, ...comment, ...certificate };
    }
    this.warnAboutGrpcBehindAccess();
    if (protection.kind === "public") {
      registerPublicHost(this, account, { hostname, zone });
      reportAtEnd(this, () => this.validateCovered());
    }
    report(
      this,
      // The application validates its own hostnames.
      ...(protection.kind === "policies" ? [] : validateHostname(hostname)),
      ...validateHostZone(hostname, zone),
      ...validateProtection(hostname, protection, props.record),
      ...validateHostRecord(props.record),
      ...validateHostRendering(hostname, origin, protection, { onlyPaths, application: this.application }),
      ...this.validateOrigin(origin),
      ...(onlyPaths ?? []).flatMap(validateExactPath),
      ...(onlyPaths?.length === 0 ? [pathsProblem("onlyPaths: must contain at least one exact path.")] : []),
    );
  }

  /**
   * The application of this host or of a wildcard one level above it requires a login, regardless of the rule of the
   * host. Nothing orders it with the host, so the host would be public only while that application does not exist.
   */
  private validateCovered(): Problem[] {
    const wildcard = this.hostname.replace(/^[^.]+/, "*");
    return [this.hostname, wildcard].flatMap((covered) => {
      const holder = findApplication(this, covered);
      if (holder === undefined) return [];
      const remedy =
        covered === wildcard ? "Move one of them to another level" : "Remove the hostname from that application";
      return {
        code: "PublicHostCovered",
        message: `"${this.hostname}" is public, but ${holder.node.path} covers "${covered}" and requires a login. ${remedy}, or protect this host with policies.`,
      };
    });
  }

  private createRecord(
    { account, zone, target }: PublishedHostProps,
    comment: { readonly comment?: string },
  ): DnsRecord {
    return create(DnsRecord, this, "Record", {
      provider: account.provider,
      zoneId: zone.zoneId,
      // The whole name in lower case. The provider compares prefixes and would ignore a change of a shorter name.
      name: this.hostname,
      type: "CNAME",
      content: target,
      proxied: true,
      ttl: 1,
      ...comment,
    });
  }

  /** The zone and the certificate of a host that Universal SSL does not cover. */
  private certificateOf({
    zoneName,
    certificateHosts = [],
  }: IZone): Pick<HostComment, "zone" | "certificate"> | undefined {
    if (Token.isUnresolved(zoneName) || !isBelowUniversalSsl(this.hostname, zoneName)) return undefined;
    const certificate = certificateHosts.find((covered) => accessMatches(covered, this.hostname));
    if (certificate !== undefined) return { zone: zoneName, certificate };
    const wildcard = this.hostname.replace(/^[^.]+/, "*");
    warn(
      this,
      "HostDeeperThanCertificate",
      `"${this.hostname}" is more than one label below the zone "${zoneName}", and Universal SSL covers one label. Browsers report a TLS error unless another certificate covers the host: order one and list "${wildcard}" in certificateHosts of the zone, or use a name with one label.`,
    );
    return { zone: zoneName };
  }

  /** An application of this stack has to be ordered with the host as the host's own one. */
  private sharedApplication(aud: string, account: Account): AccessApplication | undefined {
    const application = applicationOfAud(this, resolvedAcrossStacks(this, aud));
    if (application === undefined) return undefined;
    if (typeof application === "string") {
      const message = `aud: ${application} of this stack is not an AccessApplication construct, so it would not be ordered with the host. Use AccessApplication, or HostAccess.policies(…).`;
      report(this, { code: "AudInvalid", message });
      return undefined;
    }
    const { _hostnames: hostnames, _owner: owner } = application;
    report(this, ...validateOwnership(this, account, owner));
    if (!hostnames.some((pattern) => accessMatches(pattern, this.hostname))) {
      const message = `aud: the application ${application.node.path} does not cover "${this.hostname}", so every request would be denied. Add the hostname to its hostnames.`;
      report(this, { code: "AudInvalid", message });
    }
    return application;
  }

  /** The URL of the host. */
  public get url(): string {
    return `https://${this.hostname}`;
  }

  /**
   * Allows machines that send this service token, in addition to the users that the policies allow. If hosts share the
   * application, it applies to all of them.
   *
   * @throws ValidationError BrowserRenderingInvalid, ServiceTokenOnPublicHost
   */
  public allowServiceToken(token: IServiceToken): void {
    checkArgument(this, "allowServiceToken", "token", token, SERVICE_TOKEN, SERVICE_TOKEN_HINT);
    if (this.application === undefined) {
      report(this, {
        code: "ServiceTokenOnPublicHost",
        message: `"${this.hostname}" has no Access application in this app that could allow ${token.node.path}. Protect the host with HostAccess.policies(…).`,
      });
    } else {
      this.application.allowServiceToken(token);
    }
  }

  /** @internal Warns if the host may serve gRPC, whose trailers a connector drops over QUIC. */
  public _warnAboutGrpcOverQuic(): void {
    this.warnAboutGrpc(
      "its tunnel has a connector that can use QUIC. QUIC carries no trailers, so gRPC calls fail; run every connector of the tunnel with Transport.HTTP2. Other requests are not affected.",
    );
  }

  /**
   * Sends the requests for a path to another origin.
   *
   * The path has the same protection as the host, because access per path is not a boundary: `/open/../admin` bypasses
   * it.
   *
   * @param path "/reports" for that path and everything below it, or an RE2 regex that starts with "^/"
   * @throws ValidationError BrowserRenderingInvalid, PathInvalid, PathMatchesEverything, PathRegexInvalid,
   * PathsInvalid, ServiceInvalid, OriginOptionInvalid, TokenNotAllowed
   */
  public addPath(path: string, origin: Origin): void {
    checkArgument(this, "addPath", "path", path, TEXT, 'a path, such as "/reports"');
    checkArgument(this, "addPath", "origin", origin, ORIGIN, 'an origin, such as Origin.http("10.0.3.7", 8080)');
    requireLiteral(this, "path", path);
    if (this.exact) {
      report(
        this,
        pathsProblem(
          `addPath: "${path}" cannot be added to a host that serves exact paths only. Add the path to onlyPaths, or publish it on its own host.`,
        ),
      );
    }
    report(this, ...validatePathRendering(path, this._origins[0], origin));
    report(this, ...validatePath(path), ...this.validateOrigin(origin));
    this._origins.push(origin);
    this.warnAboutGrpcBehindAccess();
    this._rules.push(this.rule(origin, pathRegex(path), literalLength(path)));
  }

  private warnAboutGrpcBehindAccess(): void {
    if (this.access === undefined) return;
    this.warnAboutGrpc(
      "requires an application token. Access ignores gRPC, so gRPC calls carry no token and the connector answers 403; reach a gRPC service through a private route. Other requests are not affected.",
    );
  }

  /** Warns once if one of the origins uses HTTP/2, which gRPC requires. */
  private warnAboutGrpc(why: string): void {
    if (this.warnedOfGrpc || !this._origins.some(({ _options }) => _options?.http2Origin === true)) return;
    this.warnedOfGrpc = true;
    warn(this, "GrpcNotSupported", `"${this.hostname}" has an origin with http2Origin, and ${why}`);
  }

  private exactRule(path: string, origin: Origin): IngressRule {
    requireLiteral(this, "path", path);
    return this.rule(origin, exactPathRegex(path), path.length);
  }

  private rule(origin: Origin, path?: string, length = 0): IngressRule {
    return {
      hostname: this.hostname,
      path,
      literalLength: length,
      service: origin.service,
      options: origin._options,
      access: this.access,
    };
  }

  private accessOf(protection: HostLock, teamName: string): IngressRule["access"] {
    if (protection.kind === "existing") return { teamName, audTag: [protection.aud] };
    return this.application && { teamName, audTag: [attribute(this.application.resource, "aud")] };
  }

  private validateOrigin(origin: Origin): Problem[] {
    return [
      ...origin._problems,
      ...validateOriginUrl(origin.service),
      ...validateOriginOptions(origin._options ?? {}, origin.service, this.hostname),
    ];
  }
}

function validateHostZone(hostname: string, zone: IZone): Problem[] {
  if (Token.isUnresolved(zone.zoneName) || isWithin(hostname, zone.zoneName)) return [];
  return [
    {
      code: "HostOutsideZone",
      message: `"${hostname}" is not in the zone "${zone.zoneName}". Pass the zone that the hostname ends with.`,
    },
  ];
}

function validateProtection(hostname: string, protection: HostLock, record: HostRecord | undefined): Problem[] {
  if (protection.kind === "policies") return [];
  const place = record === undefined ? "DNS record" : CONFIGURATION_COMMENT;
  const problems = validateReason(protection.reason, COMMENT_PREFIXES[protection.kind], place);
  if (protection.kind === "existing" && !isAud(protection.aud)) {
    problems.push({
      code: "AudInvalid",
      message: `aud: "${protection.aud}" is not valid; use the 64 lower-case hexadecimal digits of the application's audience tag.`,
    });
  }
  if (protection.kind === "public" && isWildcard(hostname)) {
    problems.push({
      code: "WildcardPublic",
      message: `"${hostname}" would make every name below it public. Publish each public host by its own name, or protect the wildcard with policies.`,
    });
  }
  return problems;
}

function isAud(aud: string): boolean {
  return Token.isUnresolved(aud) || /^[0-9a-f]{64}$/.test(aud);
}

function pathsProblem(message: string): Problem {
  return { code: "PathsInvalid", message };
}
