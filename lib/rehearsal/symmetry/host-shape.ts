import { HostPart } from "./without-hosts";
import { isExpression } from "../../core/terraform/expressions";
import { compare, isValues, text, Values } from "../../core/terraform/values";

/** What only names an object. */
const NAMES = new Set(["name", "description", "comment", "logo_url", "tags"]);
/** What decides about a request to a rule, besides the origin. */
const DECISIVE = new Set(["hostname", "path", "access"]);

/**
 * Describes the parts of a host without its names and origins. Hosts with the same shape differ in nothing that a
 * rehearsal can distinguish: Terraform orders their calls in the same way, and the same users reach them.
 *
 * @internal
 */
export function shapeOf(hostname: string, parts: readonly HostPart[]): string {
  const bodies = new Map(parts.flatMap(({ address, value }) => (address === undefined ? [] : [[address, value]])));
  const known = new Map<string, string>();
  const resourceShape = (address: string): string => {
    const shape = known.get(address) ?? JSON.stringify(anonymous(withoutNames(bodies.get(address) as Values)));
    known.set(address, shape);
    return shape;
  };
  const anonymousText = (value: string): string =>
    value
      .replace(/[a-z]\w*\.[\w-]+/g, (address) => (bodies.has(address) ? `<${resourceShape(address)}>` : address))
      .replaceAll(hostname, "<host>");
  const anonymous = (value: unknown): unknown => {
    if (typeof value === "string") return anonymousText(value);
    if (Array.isArray(value)) return value.map(anonymous);
    if (!isValues(value)) return value;
    const entries = Object.entries(value).filter(([key]) => key !== "//");
    return Object.fromEntries(entries.map(([key, each]) => [anonymousText(key), anonymous(each)]));
  };
  const origins: string[] = [];
  const shapes = parts.map(({ place, value, address }) => {
    if (address !== undefined) return `${place} ${resourceShape(address)}`;
    const isRule = place.includes(" ingress ");
    return `${place} ${JSON.stringify(anonymous(isRule ? withoutOrigin(value as Values, origins) : value))}`;
  });
  return [hostname.slice(hostname.indexOf(".")), ...shapes.sort(compare)].join("\n");
}

function withoutNames(body: Values): Values {
  const isName = (key: string, value: unknown) => NAMES.has(key) && typeof value === "string" && !isExpression(value);
  return Object.fromEntries(Object.entries(body).filter(([key, value]) => !isName(key, value)));
}

/** A rule with the number of its origin among those of the host, and with references. */
function withoutOrigin(rule: Values, origins: string[]): Values {
  const origin = text(rule.service) ?? "";
  if (!origins.includes(origin)) origins.push(origin);
  const scheme = /^[\w+]*/.exec(origin)![0];
  return { ...(strip(rule) as Values), service: `${scheme} ${origins.indexOf(origin)}` };
}

function strip(value: unknown, key = ""): unknown {
  if (DECISIVE.has(key)) return value;
  if (typeof value === "string") return isExpression(value) ? value : "";
  if (Array.isArray(value)) return value.map((each) => strip(each));
  if (!isValues(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, strip(each, name)]));
}
