import { ComputeAddress } from "@cdktf/provider-google/lib/compute-address";
import { ComputeRouter } from "@cdktf/provider-google/lib/compute-router";
import { ComputeRouterNat } from "@cdktf/provider-google/lib/compute-router-nat";
import { TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import { REGION_HINT, validateGoogleName, validateProject, validateRegion } from "./name-validation";
import { NETWORK_HINT } from "./resource-path";
import { report } from "../core/errors";
import { checkProps, PropNames } from "../core/props";
import { create } from "../core/terraform/create";
import { honourDependencies } from "../core/terraform/dependencies";
import { validateResourceName } from "../core/terraform/resources";

/** Settings of a `NatEgress`. */
export interface NatEgressProps {
  /** The VPC network: its name or id. */
  readonly network: string;
  /** The connector's subnetwork: its name or id. */
  readonly subnetwork: string;
  /** The region, such as "asia-northeast1". */
  readonly region: string;
  /** The name of the address, the router and the NAT. @default - the construct's id */
  readonly name?: string;
  /** The Google project of the network. @default - the provider's project */
  readonly project?: string;
  /** The Google provider. @default - the stack's default provider */
  readonly provider?: TerraformProvider;
}

const PROPS: PropNames<NatEgressProps> = {
  required: {
    network: NETWORK_HINT,
    subnetwork: "the id or the name of the connector's subnetwork",
    region: REGION_HINT,
  },
  optional: { name: true, project: true, provider: true },
};

/**
 * A route to the internet for a connector that sends all traffic through the VPC: a router, a NAT and a static address.
 *
 * An instance has no public address in the VPC, so without a NAT such a connector cannot reach Cloudflare.
 *
 * @example
 * const natEgress = new NatEgress(this, "egress", { network, subnetwork, region: "asia-northeast1" });
 * tunnel.connect(
 *   new CloudRunConnector({
 *     region: "asia-northeast1",
 *     network,
 *     subnetwork,
 *     token: TunnelToken.fromSecretManager("cloudflared-token", "1"),
 *     natEgress,
 *   }),
 * );
 *
 * @throws ValidationError ConstructIdInvalid, GoogleNameInvalid, PropMissing, PropUnknown
 * @see https://cloud.google.com/run/docs/configuring/static-outbound-ip
 */
export class NatEgress extends Construct {
  /** The underlying L1 resource. */
  public readonly resource: ComputeRouterNat;
  /** The public source address of the traffic. */
  public readonly address: string;
  /** The VPC network. */
  public readonly network: string;
  /** The connector's subnetwork. */
  public readonly subnetwork: string;
  /** The region. */
  public readonly region: string;

  public constructor(scope: Construct, id: string, props: NatEgressProps) {
    super(scope, id);
    checkProps(this, "NatEgress", props, PROPS);
    const { network, subnetwork, region, name = id, project, provider } = props;
    this.network = network;
    this.subnetwork = subnetwork;
    this.region = region;
    const place = { provider, project, region, name };
    const address = create(ComputeAddress, this, "Address", { ...place, addressType: "EXTERNAL" });
    const router = create(ComputeRouter, this, "Router", { ...place, network });
    this.address = address.address;
    this.resource = create(ComputeRouterNat, this, "Resource", {
      ...place,
      router: router.name,
      natIpAllocateOption: "MANUAL_ONLY",
      natIps: [address.selfLink],
      sourceSubnetworkIpRangesToNat: "LIST_OF_SUBNETWORKS",
      subnetwork: [{ name: subnetwork, sourceIpRangesToNat: ["ALL_IP_RANGES"] }],
    });
    report(
      this,
      ...validateResourceName(this.resource),
      ...validateRegion("region", region),
      ...validateGoogleName("name", name),
      ...validateProject(project),
    );
    honourDependencies(this);
  }
}
