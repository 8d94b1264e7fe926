import { ComputeAddress } from "@cdktf/provider-google/lib/compute-address";
import { ComputeRouter } from "@cdktf/provider-google/lib/compute-router";
import { ComputeRouterNat } from "@cdktf/provider-google/lib/compute-router-nat";
import { TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import { validateGoogleName, validateProject, validateRegion } from "./name-validation";
import { report } from "../core/errors";
import { honourDependencies } from "../core/terraform/dependencies";
import { validateResourceName } from "../core/terraform/resources";

/** Defines which subnetwork reaches the internet, and from where. */
export interface NatEgressProps {
  /** The VPC network: its name or id. */
  readonly network: string;
  /** The connector's subnetwork: its name or id. */
  readonly subnetwork: string;
  /** The region, such as "asia-northeast1". */
  readonly region: string;
  /** The name of address, router and NAT. @default - the construct's id */
  readonly name?: string;
  /** The Google project of the network. @default - the provider's */
  readonly project?: string;
  /** The Google provider. @default - the stack's default one */
  readonly provider?: TerraformProvider;
}

/**
 * Defines a way to the internet for a connector that sends all traffic through the VPC, where it has no public address: a router, a NAT and a static address. Without
 * it, such a connector reaches Cloudflare never.
 *
 * Errors: GoogleNameInvalid.
 *
 * @see https://cloud.google.com/run/docs/configuring/static-outbound-ip
 */
export class NatEgress extends Construct {
  public readonly resource: ComputeRouterNat;
  /** The address that the internet sees. */
  public readonly address: string;
  public readonly network: string;
  public readonly subnetwork: string;
  public readonly region: string;

  public constructor(scope: Construct, id: string, props: NatEgressProps) {
    super(scope, id);
    const { network, subnetwork, region, name = id, project, provider } = props;
    this.network = network;
    this.subnetwork = subnetwork;
    this.region = region;
    const place = { provider, project, region, name };
    const address = new ComputeAddress(this, "Address", { ...place, addressType: "EXTERNAL" });
    const router = new ComputeRouter(this, "Router", { ...place, network });
    this.address = address.address;
    this.resource = new ComputeRouterNat(this, "Resource", {
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
