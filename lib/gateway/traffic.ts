import { equals, holdsOneOf, isOneOf, isQuotable, lengthMistake, matches } from "./expression";
import { HostnamePattern, validateDnsName } from "./hostname-pattern";
import { parseCidr } from "../core/addresses/cidr";
import { validateCidr } from "../core/addresses/cidr-validation";
import { validatePort } from "../core/addresses/port";
import { Problem } from "../core/errors";
import { Owner } from "../core/owner";
import { guardTokens, WORD } from "../core/terraform/guarded-tokens";
import { IVirtualNetwork } from "../core/virtual-network";

/** @internal What a condition matches: DNS names, connections, or unknown for a raw expression. */
export type Subject = "names" | "connections" | "raw";

/** @internal One condition, with the facts that the library uses. */
export interface Condition {
  readonly subject: Subject;
  /** The factory that the caller used: "Traffic.port". */
  readonly written: string;
  readonly text: string;
  readonly negated?: boolean;
  /** The names that it matches, for a condition on the queried name. */
  readonly names?: HostnamePattern;
  /** The CIDRs that it matches, for a condition on the destination. */
  readonly cidrs?: string[];
  readonly virtualNetwork?: IVirtualNetwork;
}

/**
 * The traffic that a Gateway policy matches. It is validated when a policy uses it.
 *
 * @example
 * const web = Traffic.destination("10.50.0.0/16")
 *   .and(Traffic.port(80, 443))
 *   .except(Traffic.destination("10.50.9.0/24"));
 *
 * @throws ValidationError HostnamePatternInvalid, TokenNotAllowed, TrafficInvalid, TrafficTooLong
 * @see https://developers.cloudflare.com/cloudflare-one/traffic-policies/expression-syntax/
 */
export class Traffic {
  /** Matches DNS queries for names of a pattern. For resolver and DNS policies. */
  public static host(pattern: HostnamePattern): Traffic {
    return Traffic.of(
      { ...names("Traffic.host", matches("dns.fqdn", pattern.source)), names: pattern },
      pattern._problems,
    );
  }

  /** Matches DNS queries for the given domains and every name below them. For resolver and DNS policies. */
  public static domains(...domains: string[]): Traffic {
    const pattern = HostnamePattern.under(...domains);
    return Traffic.of(
      { ...names("Traffic.domains", holdsOneOf("dns.domains", domains, "TrafficInvalid")), names: pattern },
      validateDomain("Traffic.domains", domains),
    );
  }

  /**
   * Matches connections to the given addresses. For network policies.
   *
   * @param ranges IPv4 or IPv6 addresses or CIDRs, without host bits
   */
  public static destination(...ranges: string[]): Traffic {
    const parsed = ranges.map((range) => parseCidr(range)?.text ?? range);
    const text = isOneOf("net.dst.ip", parsed.map(withoutFullPrefix));
    return Traffic.of({ ...connections("Traffic.destination", text), cidrs: parsed }, [
      ...atLeastOne("Traffic.destination", ranges),
      ...ranges.flatMap(validateDestination),
    ]);
  }

  /**
   * Matches connections to the given ports. For network policies.
   *
   * @param ports integers from 1 to 65535
   */
  public static port(...ports: number[]): Traffic {
    return Traffic.of(connections("Traffic.port", isOneOf("net.dst.port", ports.map(String))), [
      ...atLeastOne("Traffic.port", ports),
      ...ports.flatMap((port) => validatePort("Traffic.port", port, "TrafficInvalid")),
    ]);
  }

  /** Matches connections from devices that are in the given virtual network. For network policies. */
  public static virtualNetwork(virtualNetwork: IVirtualNetwork): Traffic {
    const { virtualNetworkId } = virtualNetwork;
    return Traffic.of(
      {
        ...connections("Traffic.virtualNetwork", equals("net.vnet_id", virtualNetworkId, "TrafficInvalid")),
        virtualNetwork,
      },
      isQuotable(virtualNetworkId) ? [] : [invalid(`the virtual network's id "${virtualNetworkId}" is not a UUID.`)],
    );
  }

  /** Matches TLS connections whose server name (SNI) matches a pattern. For network policies. */
  public static sniHost(pattern: HostnamePattern): Traffic {
    return Traffic.of(connections("Traffic.sniHost", matches("net.sni.host", pattern.source)), pattern._problems);
  }

  /** Matches TLS connections whose server name (SNI) is one of the given domains or below. For network policies. */
  public static sniDomains(...domains: string[]): Traffic {
    return Traffic.of(
      connections("Traffic.sniDomains", holdsOneOf("net.sni.domains", domains, "TrafficInvalid")),
      validateDomain("Traffic.sniDomains", domains),
    );
  }

  /**
   * Matches traffic by an expression in Gateway's own syntax, for selectors that have no factory.
   *
   * Only its length and white space are validated. The value of a token in it must be one word of letters, digits and
   * "._:/@-"; otherwise, Terraform fails. Cloudflare may normalize the expression, and Terraform then plans a
   * permanent change: copy the normalized form.
   */
  public static raw(expression: string): Traffic {
    return Traffic.of(
      { subject: "raw", written: "Traffic.raw", text: guardTokens(expression, WORD, "TrafficInvalid") },
      validateRawExpression(expression),
    );
  }

  private static of(condition: Condition, problems: Problem[]): Traffic {
    return new Traffic([condition], problems);
  }

  private constructor(
    /** @internal */
    public readonly _conditions: Condition[],
    private readonly problems: Problem[],
  ) {}

  /** Narrows the traffic to what the other traffic also matches. */
  public and(other: Traffic): Traffic {
    const all = [...this._conditions, ...other._conditions];
    const raw = all.some(({ subject }) => subject === "raw");
    return new Traffic(
      [...all.filter(({ negated }) => !negated), ...all.filter(({ negated }) => negated)],
      [
        ...this.problems,
        ...other.problems,
        ...(raw
          ? [
              invalid(
                "a raw expression cannot be combined with other conditions. Write the complete expression in " +
                  "Traffic.raw.",
              ),
            ]
          : []),
      ],
    );
  }

  /** Excludes the traffic that one other condition matches. */
  public except(other: Traffic): Traffic {
    const [condition, ...more] = other._conditions;
    if (more.length > 0 || condition.negated) {
      const written = other._conditions.map((each) => each.written).join(" and ");
      return new Traffic(this._conditions, [
        ...this.problems,
        invalid(`except() accepts one condition, but got ${written}. Call except() once per condition.`),
      ]);
    }
    return this.and(new Traffic([{ ...condition, negated: true }], other.problems));
  }

  /** @internal The expression that is sent to Gateway. */
  public get _expression(): string {
    return this._conditions.map(({ text, negated }) => (negated ? `not(${text})` : text)).join(" and ");
  }

  /** @internal */
  public get _problems(): Problem[] {
    const mistake = lengthMistake(this._expression);
    return mistake === undefined
      ? this.problems
      : [...this.problems, { code: "TrafficTooLong", message: `the expression of the traffic ${mistake}` }];
  }

  /** @internal The owners of the virtual networks that it references. */
  public get _owners(): Owner[] {
    return this._conditions.flatMap(({ virtualNetwork }) => virtualNetwork?._owner ?? []);
  }
}

function names(written: string, text: string): Condition {
  return { subject: "names", written, text };
}

function connections(written: string, text: string): Condition {
  return { subject: "connections", written, text };
}

/** Gateway returns a single address in a set without its prefix. */
function withoutFullPrefix(cidr: string): string {
  return cidr.replace(cidr.includes(":") ? /\/128$/ : /\/32$/, "");
}

/** An empty set matches nothing, and its negation matches everything. */
function atLeastOne(written: string, values: unknown[]): Problem[] {
  return values.length > 0 ? [] : [invalid(`the call of ${written} has no value. Expected at least one.`)];
}

function validateDomain(written: string, domains: string[]): Problem[] {
  return [...atLeastOne(written, domains), ...domains.flatMap((domain) => validateDnsName(domain))];
}

function validateDestination(range: string): Problem[] {
  return validateCidr("Traffic.destination", range).map(({ code, message }) =>
    code === "CidrInvalid" ? invalid(message) : { code, message },
  );
}

function validateRawExpression(expression: string): Problem[] {
  if (expression.trim() === "") {
    return [invalid("the raw expression is empty and would match all traffic. Expected an expression.")];
  }
  if (/[^\P{Cc}]|[^\S ]/u.test(expression)) {
    return [
      invalid(
        "the raw expression contains tabs, line breaks or other white space. Write it on one line with single spaces.",
      ),
    ];
  }
  if (expression !== expression.trim() || /\(\s*\)|\{\s*\}/.test(expression)) {
    return [
      invalid(
        "the raw expression has leading or trailing spaces, or an empty set, which matches nothing. Remove " +
          "the spaces, or add a value to the set.",
      ),
    ];
  }
  return [];
}

function invalid(message: string): Problem {
  return { code: "TrafficInvalid", message };
}
