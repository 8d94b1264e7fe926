import { Token } from "cdktf";
import { equals, escaped, holdsOneOf, isOneOf, isQuotable, lengthMistake, matches } from "./expression";
import { HostnamePattern, validateDnsName } from "./hostname-pattern";
import { parseCidr } from "../core/addresses/cidr";
import { Problem } from "../core/errors";
import { Owner } from "../core/owner";
import { IVirtualNetwork } from "../core/virtual-network";

/** @internal Which policies know a condition: those about names, those about connections, or only its author knows. */
export type Subject = "names" | "connections" | "raw";

/** @internal One condition, and what the library itself can tell of it. */
export interface Condition {
  readonly subject: Subject;
  /** How the caller wrote it: "Traffic.port". */
  readonly written: string;
  readonly text: string;
  readonly negated?: boolean;
  /** The names that it takes, of a condition about the name asked for. */
  readonly names?: HostnamePattern;
  /** The CIDRs that it takes, of a condition about the destination. */
  readonly cidrs?: string[];
  readonly virtualNetwork?: IVirtualNetwork;
  /** Whether it is about the server name of a TLS connection. */
  readonly serverNames?: boolean;
}

/**
 * Defines which traffic a Gateway policy speaks of.
 *
 * What it is given is judged where it is used. Errors: TrafficInvalid, TrafficTooLong, HostnamePatternInvalid.
 *
 * @see https://developers.cloudflare.com/cloudflare-one/traffic-policies/expression-syntax/
 */
export class Traffic {
  /** Defines queries for names of a pattern; for resolver and DNS policies. */
  public static host(pattern: HostnamePattern): Traffic {
    return Traffic.of(
      { ...names("Traffic.host", matches("dns.fqdn", pattern.source)), names: pattern },
      pattern._problems,
    );
  }

  /** Defines queries for these domains and every name below them; for resolver and DNS policies. */
  public static domains(...domains: string[]): Traffic {
    const pattern = HostnamePattern.under(...domains);
    return Traffic.of(
      { ...names("Traffic.domains", holdsOneOf("dns.domains", domains)), names: pattern },
      validateDomain("Traffic.domains", domains),
    );
  }

  /** Defines connections to these addresses; for network policies. @param ranges IPv4 or IPv6 addresses or CIDRs, without host bits */
  public static destination(...ranges: string[]): Traffic {
    const parsed = ranges.map((range) => parseCidr(range)?.text ?? range);
    const text = isOneOf("net.dst.ip", parsed.map(withoutFullPrefix));
    return Traffic.of({ ...connections("Traffic.destination", text), cidrs: parsed }, [
      ...atLeastOne("Traffic.destination", ranges),
      ...ranges.flatMap(validateDestinationCidr),
    ]);
  }

  /** Defines connections to these ports; for network policies. @param ports 1 to 65535 */
  public static port(...ports: number[]): Traffic {
    return Traffic.of(connections("Traffic.port", isOneOf("net.dst.port", ports.map(String))), [
      ...atLeastOne("Traffic.port", ports),
      ...ports.flatMap(validateDestinationPort),
    ]);
  }

  /** Defines connections of clients that are on this virtual network; for network policies. */
  public static virtualNetwork(virtualNetwork: IVirtualNetwork): Traffic {
    const { virtualNetworkId } = virtualNetwork;
    return Traffic.of(
      { ...connections("Traffic.virtualNetwork", equals("net.vnet_id", virtualNetworkId)), virtualNetwork },
      isQuotable(virtualNetworkId)
        ? []
        : [invalid(`the virtual network's id is "${virtualNetworkId}"; expected a UUID`)],
    );
  }

  /** Defines TLS connections whose server name (SNI) is of a pattern; for network policies. */
  public static sniHost(pattern: HostnamePattern): Traffic {
    return Traffic.of(
      { ...connections("Traffic.sniHost", matches("net.sni.host", pattern.source)), serverNames: true },
      pattern._problems,
    );
  }

  /** Defines TLS connections whose server name (SNI) is one of these domains or below; for network policies. */
  public static sniDomains(...domains: string[]): Traffic {
    return Traffic.of(
      { ...connections("Traffic.sniDomains", holdsOneOf("net.sni.domains", domains)), serverNames: true },
      validateDomain("Traffic.sniDomains", domains),
    );
  }

  /**
   * Defines traffic in Gateway's own language, for what the other factories do not say. Nothing in it is checked but its length and its white
   * space, and Cloudflare may store it spelled otherwise, which Terraform then plans to change back for ever: copy the stored spelling.
   */
  public static raw(expression: string): Traffic {
    return Traffic.of(
      { subject: "raw", written: "Traffic.raw", text: escaped(expression) },
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

  /** Narrows it to what the other one takes too. */
  public and(other: Traffic): Traffic {
    const all = [...this._conditions, ...other._conditions];
    const alone = all.find(({ subject }) => subject === "raw");
    return new Traffic(
      [...all.filter(({ negated }) => !negated), ...all.filter(({ negated }) => negated)],
      [
        ...this.problems,
        ...other.problems,
        ...(alone ? [invalid("a raw expression is combined with another; write the whole expression in it")] : []),
      ],
    );
  }

  /** Takes out what one other condition takes. */
  public except(other: Traffic): Traffic {
    const [condition, ...more] = other._conditions;
    if (more.length > 0 || condition.negated) {
      const written = other._conditions.map((each) => each.written).join(" and ");
      return new Traffic(this._conditions, [
        ...this.problems,
        invalid(`except is given several conditions: ${written}; expected one, and except once more for another`),
      ]);
    }
    return this.and(new Traffic([{ ...condition, negated: true }], other.problems));
  }

  /** @internal What Gateway gets, escaped for Terraform. */
  public get _expression(): string {
    return this._conditions.map(({ text, negated }) => (negated ? `not(${text})` : text)).join(" and ");
  }

  /** @internal */
  public get _problems(): Problem[] {
    const mistake = lengthMistake(this._expression);
    return mistake === undefined
      ? this.problems
      : [...this.problems, { code: "TrafficTooLong", message: `the traffic's expression ${mistake}` }];
  }

  /** @internal What made the virtual networks that it names. */
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

/** One address stands in a set without a prefix, as people and engines write it. */
function withoutFullPrefix(cidr: string): string {
  return cidr.replace(cidr.includes(":") ? /\/128$/ : /\/32$/, "");
}

/** Gateway takes an empty set for nothing, and its negation for everything. */
function atLeastOne(written: string, values: unknown[]): Problem[] {
  return values.length > 0 ? [] : [invalid(`nothing is given to ${written}; expected at least one value`)];
}

function validateDomain(written: string, domains: string[]): Problem[] {
  return [...atLeastOne(written, domains), ...domains.flatMap((domain) => validateDnsName(domain))];
}

function validateDestinationCidr(range: string): Problem[] {
  if (Token.isUnresolved(range)) {
    return [
      { code: "TokenNotAllowed", message: "a destination is a token; expected a literal: it is checked at synth" },
    ];
  }
  if (parseCidr(range) !== undefined) return [];
  return [
    invalid(
      `the destination "${range}" is no range; expected an address or a CIDR without host bits, such as "10.50.0.0/16"`,
    ),
  ];
}

function validateDestinationPort(port: number): Problem[] {
  if (Number.isInteger(port) && port >= 1 && port <= 65535) return [];
  return [
    invalid(
      `the port ${Token.isUnresolved(port) ? "is a token" : `is ${port}`}; expected a whole number from 1 to 65535`,
    ),
  ];
}

function validateRawExpression(expression: string): Problem[] {
  if (expression.trim() === "") {
    return [invalid("the raw expression is empty, which would be all traffic; expected an expression")];
  }
  if (/[^\P{Cc}]|[^\S ]/u.test(expression)) {
    return [
      invalid("the raw expression has tabs, line breaks or other white space; expected one line with single spaces"),
    ];
  }
  if (expression !== expression.trim() || /\(\s*\)|\{\s*\}/.test(expression)) {
    return [
      invalid(
        "the raw expression has spaces around it or an empty set; an empty set takes nothing, so expected a value in it",
      ),
    ];
  }
  return [];
}

function invalid(message: string): Problem {
  return { code: "TrafficInvalid", message };
}
