import { hostsByAddress, ORDER_ONLY, resourcesOf } from "./host-unit";
import { tokensIn } from "./tokens";
import { blocks, isValues, list, text, Values } from "../../core/terraform/values";
import { hostnameOf } from "../../inventory/hosts/ingress-matching";

const CONFIGURATION = "cloudflare_zero_trust_tunnel_cloudflared_config";

/** @internal Something of a stack that belongs to one host alone. */
export interface HostPart {
  readonly hostname: string;
  /** Where it is: a resource of its own, or a place in another resource, such as "type.name depends_on". */
  readonly place: string;
  /** The address, if it is a resource. */
  readonly address?: string;
  readonly value: unknown;
}

/** @internal A stack as Terraform reads it, divided into what belongs to single hosts and what does not. */
export class HostParts {
  /** The hostname of each resource that belongs to one host alone. */
  private readonly owners: ReadonlyMap<string, string>;
  private readonly hostnames: ReadonlySet<string>;

  /** @param consumed the outputs that other stacks read */
  public constructor(
    private readonly terraform: Values,
    private readonly consumed: ReadonlySet<string>,
  ) {
    this.owners = hostsByAddress(resourcesOf(terraform));
    this.hostnames = new Set(this.owners.values());
  }

  /** The hosts that a value mentions, by name or by a resource that belongs to them. */
  public mentionedIn(value: unknown): Set<string> {
    const found = new Set<string>();
    for (const token of tokensIn(value)) {
      const hostname = this.owners.get(token) ?? token.toLowerCase();
      if (this.hostnames.has(hostname)) found.add(hostname);
    }
    return found;
  }

  /** Returns the stack without some hosts. `onPart` receives what is removed. */
  public without(isRemoved: (hostname: string) => boolean, onPart: (part: HostPart) => void = () => undefined): Values {
    const isPart = (hostname: string | undefined, place: string, value: unknown, address?: string): boolean => {
      if (hostname === undefined || !isRemoved(hostname)) return false;
      onPart({ hostname, place, value, ...(address !== undefined && { address }) });
      return true;
    };
    const ownerOf = (value: unknown): string | undefined => {
      const [owner, ...others] = this.mentionedIn(value);
      return others.length === 0 ? owner : undefined;
    };
    const entries = (value: unknown, place: string): unknown => {
      if (Array.isArray(value)) return value.filter((each) => !isPart(ownerOf(each), place, each));
      if (!isValues(value)) return value;
      return Object.fromEntries(
        Object.entries(value).filter(([key, each]) => !isPart(ownerOf({ [key]: each }), place, { [key]: each })),
      );
    };
    const body = (type: string, address: string, values: Values): Values => ({
      ...values,
      ...("depends_on" in values && { depends_on: entries(list(values.depends_on), `${address} depends_on`) }),
      ...(type === CONFIGURATION &&
        isValues(values.config) && {
          config: {
            ...values.config,
            ingress: blocks(values.config.ingress).filter(
              (rule, i, rules) => !isPart(this.hostOf(rule), `${address} ingress ${patternsBefore(rules, i)}`, rule),
            ),
          },
        }),
      ...(type === ORDER_ONLY && {
        ...("input" in values && { input: entries(values.input, `${address} input`) }),
        ...("triggers_replace" in values && {
          triggers_replace: entries(values.triggers_replace, `${address} triggers`),
        }),
      }),
    });
    const resource = mapBodies(this.terraform.resource, (type, name, values) => {
      const address = `${type}.${name}`;
      if (isPart(this.owners.get(address), type, values, address)) return undefined;
      return body(type, address, values);
    });
    const output = mapEntries(this.terraform.output, (name, each) => {
      if (!isValues(each) || this.consumed.has(name)) return each;
      if (typeof each.value !== "object") return isPart(ownerOf(each.value), "output", each.value) ? undefined : each;
      return { ...each, value: entries(each.value, `output ${name}`) };
    });
    const { output: _, ...rest } = this.terraform;
    return { ...rest, resource, ...(output !== undefined && { output }) };
  }

  private hostOf(rule: Values): string | undefined {
    const hostname = hostnameOf(rule).toLowerCase();
    return this.hostnames.has(hostname) ? hostname : undefined;
  }
}

/** How many rules before a rule may match other names too. */
function patternsBefore(rules: Values[], position: number): number {
  return rules.slice(0, position).filter((rule) => (text(rule.hostname) ?? "*").includes("*")).length;
}

function mapBodies(section: unknown, map: (type: string, name: string, body: Values) => Values | undefined): unknown {
  return mapEntries(section, (type, byName) => {
    const mapped = mapEntries(byName, (name, bodies) =>
      Array.isArray(bodies)
        ? blocks(bodies).flatMap((body) => map(type, name, body) ?? [])
        : isValues(bodies)
          ? map(type, name, bodies)
          : bodies,
    );
    return isValues(mapped) && Object.keys(mapped).length === 0 ? undefined : mapped;
  });
}

/** Maps the entries of a section, which is an object or a list of objects. Undefined removes an entry. */
function mapEntries(section: unknown, map: (key: string, value: unknown) => unknown): unknown {
  if (Array.isArray(section)) return section.map((each) => mapEntries(each, map));
  if (!isValues(section)) return section;
  const mapped = Object.entries(section).map(([key, value]) => [key, key === "//" ? value : map(key, value)] as const);
  return Object.fromEntries(mapped.filter(([, value]) => value !== undefined));
}
