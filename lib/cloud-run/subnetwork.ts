import type { ComputeSubnetwork } from "@cdktf/provider-google/lib/compute-subnetwork";
import { TerraformStack, Token } from "cdktf";
import { IConstruct } from "constructs";
import { CloudRunConnectorProps } from "./connector-props";
import { parsePath, referred } from "./resource-path";
import { parseCidr } from "../core/addresses/cidr";
import { Problem } from "../core/errors";
import { address, isTerraformResource } from "../core/terraform/resources";

/** Google's least for instances that sit in a VPC. */
const LEAST_ADDRESSES = 64;
/** A new revision stands beside the old one, and addresses are given back late. */
const ADDRESSES_PER_INSTANCE = 4;

/** @internal What is wrong with how it is written. */
export function validateSubnetwork({ network, subnetwork, region }: CloudRunConnectorProps): Problem[] {
  const [vpc, path] = [parsePath(network), parsePath(subnetwork)];
  if (path === undefined) return [];
  const problems: Problem[] = [];
  if (vpc !== undefined && (vpc.project === undefined) !== (path.project === undefined)) {
    const message = `network is "${network}" and subnetwork "${subnetwork}"; expected both by name, or both by their full path, as a shared VPC needs them`;
    problems.push(invalid(message));
  }
  if (path.region !== undefined && path.region !== region) {
    problems.push(invalid(`subnetwork is in ${path.region}, the connector in ${region}; expected one region`));
  }
  return problems;
}

/** @internal What is wrong with the subnetwork itself, where this stack makes it. */
export function validateCreatedSubnetwork(scope: IConstruct, props: CloudRunConnectorProps): Problem[] {
  const made = createdSubnetwork(scope, props.subnetwork);
  if (made === undefined) return [];
  const { privateIpGoogleAccessInput: access, ipCidrRangeInput: range, regionInput: region } = made;
  const problems: Problem[] = [];
  if (access === undefined || access === false) {
    const message = `${made.node.path} has no private Google access, so that no Cloud Run service is reached through it; set privateIpGoogleAccess: true`;
    problems.push(invalid(message));
  }
  const cidr = range === undefined || Token.isUnresolved(range) ? undefined : parseCidr(range);
  const needed = Math.max(LEAST_ADDRESSES, ADDRESSES_PER_INSTANCE * (props.instances ?? 2));
  if (cidr !== undefined && 2 ** (32 - cidr.prefix) < needed) {
    const message = `${made.node.path} is ${cidr.text}; expected ${needed} addresses at least, a /${32 - Math.ceil(Math.log2(needed))}`;
    problems.push(invalid(message));
  }
  if (region !== undefined && !Token.isUnresolved(region) && region !== props.region) {
    problems.push(invalid(`${made.node.path} is in ${region}, the connector in ${props.region}; expected one region`));
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
