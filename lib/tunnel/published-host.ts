import { DnsRecord } from "@cdktf/provider-cloudflare/lib/dns-record";
import { Token } from "cdktf";
import { Construct } from "constructs";
import { IngressRule } from "./ingress";
import { Origin } from "./origin";
import { validateOriginOptions } from "./origin-options";
import { validateOriginUrl } from "./origin-url";
import { validateExactPath, exactPathRegex, literalLength, validatePath, pathRegex } from "./path";
import { AccessApplication } from "../access/application";
import { HostAccess, HostLock } from "../access/host-access";
import { IServiceToken } from "../access/interfaces";
import { Account } from "../core/account";
import { validateHostname, isWildcard, isWithin } from "../core/addresses/hostname";
import { validateReason } from "../core/comment";
import { Problem, report } from "../core/errors";
import { holderOf } from "../core/registry";
import { attribute, escapeTemplate, requireLiteral } from "../core/terraform/resources";
import { IZone } from "../dns/zone";

/** A host without a lock of ours says why in its record, where whoever looks at the zone reads it. */
const COMMENTS = { public: "public: ", existing: "Access elsewhere: " };

/** Defines how a host is published. */
export interface PublishOptions {
  /** The zone that holds the host's record. */
  readonly zone: IZone;
  /** Where the connector sends its requests. */
  readonly origin: Origin;
  /** What stands between the internet and the origin. */
  readonly access: HostAccess;
  /** Exact paths, such as "/api/webhook"; everything else on the host answers 404. @default - every path */
  readonly onlyPaths?: string[];
}

/** Defines a host of a tunnel. */
export interface PublishedHostProps extends PublishOptions {
  /** The account of the tunnel. */
  readonly account: Account;
  /** What the host's record points to: `<tunnel id>.cfargotunnel.com`. */
  readonly target: string;
}

/**
 * Defines a host on the internet: its Access application, its rules in the tunnel's configuration and its DNS record. `Tunnel.publish` makes it.
 *
 * Errors: HostnameInvalid, HostOutsideZone, PathInvalid, PathsInvalid, ServiceInvalid, OriginOptionInvalid, ReasonInvalid, WildcardPublic,
 * AudInvalid and those of AccessApplication.
 */
export class PublishedHost extends Construct {
  /** The FQDN, lower case; a wildcard begins with "*.". */
  public readonly hostname: string;
  /** The lock at Cloudflare's edge; undefined where the host is public, or somebody else owns its application. */
  public readonly application?: AccessApplication;
  /** The DNS record. */
  public readonly record: DnsRecord;
  /** @internal Where its requests go, one for each path that has its own. */
  public readonly _origins: Origin[];
  /** @internal */
  public readonly _rules: IngressRule[];
  private readonly access?: IngressRule["access"];
  private readonly exact: boolean;

  public constructor(scope: Construct, hostname: string, props: PublishedHostProps) {
    super(scope, hostname);
    const { account, zone, origin, onlyPaths } = props;
    const lock = props.access._lock;
    this.hostname = hostname;
    this.exact = onlyPaths !== undefined;
    this._origins = [origin];
    if (lock.kind === "policies") {
      this.application = new AccessApplication(this, "Application", { ...lock.props, account, hostnames: [hostname] });
    }
    this.access = this.accessOf(lock, account.teamName);
    this._rules = onlyPaths?.map((path) => this.exactRule(path, origin)) ?? [this.rule(origin)];
    this.record = new DnsRecord(this, "Record", {
      provider: account.provider,
      zoneId: zone.zoneId,
      // The whole name, lower case: the provider compares prefixes and would swallow a shorter one.
      name: hostname,
      type: "CNAME",
      content: props.target,
      proxied: true,
      ttl: 1,
      ...(lock.kind !== "policies" && { comment: escapeTemplate(COMMENTS[lock.kind] + lock.reason) }),
    });
    if (lock.kind === "public") this.node.addValidation({ validate: () => this.validateCovered() });
    report(
      this,
      // An application of ours has judged its hostnames already.
      ...(this.application === undefined ? validateHostname(hostname) : []),
      ...validateHostZone(hostname, zone),
      ...validateProtection(hostname, lock),
      ...this.validateOrigin(origin),
      ...(onlyPaths ?? []).flatMap(validateExactPath),
      ...(onlyPaths?.length === 0 ? [pathsProblem("onlyPaths is empty; expected at least one exact path")] : []),
    );
  }

  /** A wildcard's application asks for a login on every name one level below it, whatever the rule of that name says. */
  private validateCovered(): string[] {
    const wildcard = this.hostname.replace(/^[^.]+/, "*");
    const holder = holderOf(this, `application of ${wildcard}`);
    if (holder === undefined) return [];
    return [
      `PublicHostCovered: "${this.hostname}" is published publicly, but ${holder.node.path} covers "${wildcard}" and asks for a login; give one of them another level, or put policies in front`,
    ];
  }

  /** The URL that people open. */
  public get url(): string {
    return `https://${this.hostname}`;
  }

  /** Lets machines in that hold this service token, beside those whom the policies let in. */
  public allowServiceToken(token: IServiceToken): void {
    if (this.application === undefined) {
      report(this, {
        code: "ServiceTokenOnPublicHost",
        message: `${this.hostname} has no application made here that could let ${token.node.path} in; put policies in front of it by HostAccess.policies(…)`,
      });
    } else {
      this.application.allowServiceToken(token);
    }
  }

  /**
   * Sends a path of this host to another origin, behind the same lock: access per path is no boundary.
   *
   * @param path "/reports" for that path and what is below it, or an RE2 expression that begins with "^/"
   */
  public addPath(path: string, origin: Origin): void {
    requireLiteral(this, "a path", path);
    if (this.exact) {
      report(
        this,
        pathsProblem(
          `addPath("${path}") on a host that serves exact paths only; name the path in onlyPaths, or give it a host of its own`,
        ),
      );
    }
    report(this, ...validatePath(path), ...this.validateOrigin(origin));
    this._origins.push(origin);
    this._rules.push(this.rule(origin, pathRegex(path), literalLength(path)));
  }

  private exactRule(path: string, origin: Origin): IngressRule {
    requireLiteral(this, "a path", path);
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

  private accessOf(lock: HostLock, teamName: string): IngressRule["access"] {
    if (this.application !== undefined) return { teamName, audTag: [attribute(this.application.resource, "aud")] };
    return lock.kind === "existing" ? { teamName, audTag: [lock.aud] } : undefined;
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
      message: `"${hostname}" is not inside the zone "${zone.zoneName}"; expected that name or one below it: pass the zone that the host ends with`,
    },
  ];
}

function validateProtection(hostname: string, lock: HostLock): Problem[] {
  if (lock.kind === "policies") return [];
  const problems = validateReason(lock.reason, COMMENTS[lock.kind], "record");
  if (lock.kind === "existing" && !Token.isUnresolved(lock.aud) && !/^[0-9a-f]{64}$/.test(lock.aud)) {
    problems.push({ code: "AudInvalid", message: `aud is "${lock.aud}"; expected 64 lower-case hexadecimal digits` });
  }
  if (lock.kind === "public" && isWildcard(hostname)) {
    problems.push({
      code: "WildcardPublic",
      message: `"${hostname}" would open every name below it; publish the hosts that are meant one by one, or put policies in front`,
    });
  }
  return problems;
}

function pathsProblem(message: string): Problem {
  return { code: "PathsInvalid", message };
}
