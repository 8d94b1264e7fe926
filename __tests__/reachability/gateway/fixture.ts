import { Cidr, parseCidr } from "../../../lib/core/addresses/cidr";
import type { AccessApplicationData } from "../../../lib/reachability/access/model";
import { parseExpression } from "../../../lib/reachability/expression/parse";
import { describeEnrolledUser } from "../../../lib/reachability/gateway/enrolled-users";
import {
  DEFAULT_VIRTUAL_NETWORK,
  GatewayPolicyData,
  PrivateEstate,
  PrivateTarget,
} from "../../../lib/reachability/gateway/model";
import { privateReach } from "../../../lib/reachability/gateway/private-reach";
import type { Formula } from "../../../lib/reachability/users/formula";
import { findUser } from "../../../lib/reachability/users/search";

export const cidr = (text: string): Cidr => parseCidr(text)!;

interface Written extends Omit<Partial<GatewayPolicyData>, "traffic" | "identity" | "devicePosture"> {
  readonly traffic?: string;
  readonly identity?: string;
  readonly posture?: string;
}

export function policy(action: string, { traffic, identity, posture, ...more }: Written = {}): GatewayPolicyData {
  const parsed = (text?: string) => (text === undefined ? undefined : parseExpression(text));
  return {
    name: `${action} ${traffic ?? identity ?? "all"}`,
    builder: "l4",
    action,
    traffic: parsed(traffic),
    identity: parsed(identity),
    devicePosture: parsed(posture),
    ...more,
  };
}

export const to = (...ranges: string[]) => `net.dst.ip in {${ranges.join(" ")}}`;
export const group = (name: string) => `any(identity.groups.name[*] in {"${name}"})`;

export const NETWORK = DEFAULT_VIRTUAL_NETWORK;

export function estate(more: Partial<PrivateEstate> = {}): PrivateEstate {
  return {
    virtualNetworks: [],
    routes: [{ cidr: cidr("10.0.0.0/8"), tunnel: "t", virtualNetwork: NETWORK }],
    hostnameRoutes: [{ hostname: "db.internal", tunnel: "t" }],
    policies: [],
    ...more,
  };
}

export function target(address: string, more: Partial<PrivateTarget> = {}): PrivateTarget {
  return { destination: cidr(address), virtualNetwork: NETWORK, ...more };
}

/** A device that connects to a name, whose address is an initial resolved one. */
export function named(name: string, more: Partial<PrivateTarget> = {}): PrivateTarget {
  return target("100.80.0.0/16", { name, ...more });
}

export function users(
  policies: GatewayPolicyData[],
  to_: PrivateTarget = target("10.1.1.1"),
  more: Partial<PrivateEstate> = {},
): Formula {
  return privateReach(to_, estate({ policies, ...more })).users;
}

/** Some user in the set, or "no user". */
export function some(formula: Formula): string {
  const user = findUser(formula);
  return user === undefined ? "no user" : describeEnrolledUser(user);
}

/** An application that allows users of one e-mail domain. */
export function ofDomain(domain: string): AccessApplicationData {
  const include = [{ name: "email_domain", value: { domain } }];
  return {
    policies: [{ name: "allow", decision: "allow", rules: { include, require: [], exclude: [] } }],
    allowedProviders: [],
  };
}
