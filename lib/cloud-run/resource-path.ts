import { DataGoogleComputeNetwork } from "@cdktf/provider-google/lib/data-google-compute-network";
import { TerraformProvider, Token } from "cdktf";
import { Construct, IConstruct } from "constructs";
import { Problem } from "../core/errors";
import { create } from "../core/terraform/create";
import { resolved } from "../core/terraform/resources";

/** @internal The parts of a network or a subnetwork: a name, `projects/…`, or a URL. */
export interface ResourcePath {
  readonly project?: string;
  readonly region?: string;
  readonly name: string;
}

/** @internal What to pass as `network`. */
export const NETWORK_HINT = "the id or the name of the VPC network";

/** @internal Parses the form that the user wrote. Returns `undefined` for a token. */
export function parsePath(text: string): ResourcePath | undefined {
  if (Token.isUnresolved(text)) return undefined;
  const [, project, region] = /(?:^|\/)projects\/([^/]+)\/(?:global|regions\/([^/]+))\//.exec(text) ?? [];
  return { project, region, name: text.split("/").at(-1)! };
}

/** @internal Whether the texts are known to be two different networks or subnetworks. One can have several forms. */
export function areTwo(scope: IConstruct, a: string, b: string): boolean {
  const [one, other] = [parsePath(a), parsePath(b)];
  if (one === undefined && other === undefined) {
    const [objectA, objectB] = [referred(scope, a), referred(scope, b)];
    return objectA !== undefined && objectB !== undefined && objectA !== objectB;
  }
  if (one === undefined || other === undefined) return false;
  const differ = (x?: string, y?: string) => x !== undefined && y !== undefined && x !== y;
  return one.name !== other.name || differ(one.project, other.project) || differ(one.region, other.region);
}

/** @internal The Terraform address of the object to whose id, name or URL a text refers. */
export function referred(scope: IConstruct, text: string): string | undefined {
  return /^\$\{([\w.-]+)\.(?:id|name|self_link)\}$/.exec(resolved(scope, text))?.[1];
}

/** @internal Validates a network for Cloud DNS, which requires the network's URL or id. */
export function validateNetwork(scope: IConstruct, network: string): Problem[] {
  const invalid = (message: string): Problem[] => [{ code: "NetworkInvalid", message }];
  const path = parsePath(network);
  if (path === undefined) {
    const reference = resolved(scope, network);
    const isName = /^\$\{google_compute_network\.[\w-]+\.name\}$/.test(reference);
    return isName ? invalid(`network: ${reference.slice(2, -1)} is a name; pass the network's id.`) : [];
  }
  const written = network.includes("/") ? path.project !== undefined : /^[a-z]([-a-z0-9]*[a-z0-9])?$/.test(network);
  if (written) return [];
  return invalid(
    `network: "${network}" is not a valid network; use projects/<project>/global/networks/<name>, or a name.`,
  );
}

/** @internal The network in the form that Cloud DNS requires. A data source looks up a name. */
export function networkUrl(
  scope: Construct,
  network: string,
  props: { readonly project?: string; readonly provider?: TerraformProvider },
): string {
  if (Token.isUnresolved(network) || network.includes("/")) return network;
  return create(DataGoogleComputeNetwork, scope, "Network", { ...props, name: network }).id;
}
