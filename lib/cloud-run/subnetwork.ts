import type { ComputeSubnetwork } from "@cdktf/provider-google/lib/compute-subnetwork";
import { TerraformStack, Token } from "cdktf";
import { IConstruct } from "constructs";
import { CloudRunConnectorProps } from "./connector-props";
import { parsePath, referred } from "./resource-path";
import { parseCidr } from "../core/addresses/cidr";
import { Problem } from "../core/errors";
import { address, isTerraformResource } from "../core/terraform/resources";

/** Google's minimum for instances in a VPC. */
const LEAST_ADDRESSES = 64;
/** A new revision runs in parallel with the old one, and addresses are released late. */
const ADDRESSES_PER_INSTANCE = 4;

/** @internal Validates the form of network and subnetwork. */
export function validateSubnetwork({ network, subnetwork, region }: CloudRunConnectorProps): Problem[] {
  const [vpc, path] = [parsePath(network), parsePath(subnetwork)];
  if (path === undefined) return [];
  const problems: Problem[] = [];
  if (vpc !== undefined && (vpc.project === undefined) !== (path.project === undefined)) {
    const message = `subnetwork: "${subnetwork}" has another form than the network "${network}". Specify both by name, or both by full path, which a Shared VPC requires.`;
    problems.push(invalid(message));
  }
  if (path.region !== undefined && path.region !== region) {
    problems.push(
      invalid(`subnetwork is in the region ${path.region}, but the connector is in ${region}; use the same region.`),
    );
  }
  return problems;
}

/** @internal Validates the subnetwork itself, if it is created in this stack. */
export function validateCreatedSubnetwork(scope: IConstruct, props: CloudRunConnectorProps): Problem[] {
  const created = createdSubnetwork(scope, props.subnetwork);
  if (created === undefined) return [];
  const { privateIpGoogleAccessInput: access, ipCidrRangeInput: range, regionInput: region } = created;
  const problems: Problem[] = [];
  if (access === undefined || access === false) {
    const message = `subnetwork: ${created.node.path} has no Private Google Access, which is required to reach Cloud Run services; set privateIpGoogleAccess: true.`;
    problems.push(invalid(message));
  }
  const cidr = range === undefined || Token.isUnresolved(range) ? undefined : parseCidr(range);
  const needed = Math.max(LEAST_ADDRESSES, ADDRESSES_PER_INSTANCE * (props.instances ?? 2));
  if (cidr !== undefined && 2 ** (32 - cidr.prefix) < needed) {
    const message = `subnetwork: ${created.node.path} has the range ${cidr.text}, but ${needed} addresses are required; use a /${32 - Math.ceil(Math.log2(needed))} or larger.`;
    problems.push(invalid(message));
  }
  if (region !== undefined && !Token.isUnresolved(region) && region !== props.region) {
    problems.push(
      invalid(
        `subnetwork: ${created.node.path} is in the region ${region}, but the connector is in ${props.region}; use the same region.`,
      ),
    );
  }
  return problems;
}

function createdSubnetwork(scope: IConstruct, subnetwork: string): ComputeSubnetwork | undefined {
  const [referredTo, name] = [referred(scope, subnetwork), parsePath(subnetwork)?.name];
  const all = TerraformStack.of(scope).node.findAll().filter(isTerraformResource);
  return all.find(
    (each): each is ComputeSubnetwork =>
      each.terraformResourceType === "google_compute_subnetwork" &&
      (address(each) === referredTo || (each as ComputeSubnetwork).nameInput === name),
  );
}

function invalid(message: string): Problem {
  return { code: "ConnectorSubnetworkInvalid", message };
}
