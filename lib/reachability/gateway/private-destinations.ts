import type { PrivateDestination } from "./model";
import { parseCidr } from "../../core/addresses/cidr";
import { blocks, text, Values } from "../../core/terraform/values";

/**
 * The private destinations of an application, from its Terraform arguments. A destination with a value that is not
 * known, such as a reference, is omitted. Infrastructure applications select targets instead.
 *
 * @see https://developers.cloudflare.com/cloudflare-one/access-controls/applications/non-http/self-hosted-private-app/
 * @internal
 */
export function privateDestinations(application: Values): PrivateDestination[] {
  if ((text(application.type) ?? "self_hosted") !== "self_hosted") return [];
  const destinations = blocks(application.destinations).filter(({ type }) => text(type) === "private");
  return destinations.flatMap((each) => privateDestination(each) ?? []);
}

function privateDestination(values: Values): PrivateDestination | undefined {
  const hostname = text(values.hostname)?.toLowerCase();
  const cidr = parseCidr(text(values.cidr) ?? "");
  const portRange = text(values.port_range);
  const ports = portRange === undefined ? undefined : /^(\d+)(?:-(\d+))?$/.exec(portRange);
  if ((hostname === undefined && cidr === undefined) || ports === null) return undefined;
  return {
    hostname,
    cidr,
    ports: ports && { from: Number(ports[1]), to: Number(ports[2] ?? ports[1]) },
    protocol: text(values.l4_protocol)?.toLowerCase(),
    virtualNetwork: text(values.vnet_id),
  };
}
