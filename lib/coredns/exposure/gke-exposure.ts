import type * as computeAddress from "@cdktf/provider-google/lib/compute-address";
import { TerraformProvider, Token } from "cdktf";
import { Construct } from "constructs";
import { ExposedDns, IDnsExposure } from "./dns-exposure";
import { DnsProtocol, dnsService } from "./dns-service";
import { validateFixedAddress } from "./fixed-address";
import { ipv4Sources } from "./ipv4-sources";
import { loadPeer } from "./optional-peer";
import { GOOGLE_BINDINGS } from "../../core/cdk";
import { Problem } from "../../core/errors";
import { checkProps, PropNames } from "../../core/props";
import { create } from "../../core/terraform/create";
import { ReplacementTrigger } from "../../core/terraform/replacement";
import { literalExpected } from "../../core/terraform/resources";
import { isServiceName } from "../../kubernetes/name-validation";
import { validateIpv4Source } from "../allowed-clients";

/** Options of `GkeExposure.fixedAddress`. */
export interface GkeOptions {
  /** The name of the address resource: a letter, then lower-case letters, digits and "-", at most 63 characters. */
  readonly name: string;
  /** The name or the self link of the subnetwork, which is in the cluster's region. */
  readonly subnetwork: string;
  /** The primary CIDR of the subnetwork: "10.20.0.0/20". */
  readonly cidr: string;
  /** A free IPv4 address of the CIDR, except its first two and its last two, which Google Cloud reserves. */
  readonly address: string;
  /** The region: "asia-northeast1". */
  readonly region: string;
  /**
   * Whether the cluster supports TCP and UDP in one internal Service: version 1.36.2-gke.1498000 or newer, with
   * subsetting. Otherwise, two Services share the address.
   *
   * @default false
   */
  readonly mixedProtocols?: boolean;
  /** The Google provider. @default - the stack's default provider */
  readonly provider?: TerraformProvider;
}

const OPTIONS: PropNames<GkeOptions> = {
  required: {
    name: "the name of the address resource",
    subnetwork: "the name or the self link of the subnetwork",
    cidr: "the primary CIDR of the subnetwork",
    address: "a free IPv4 address of the CIDR",
    region: "the region of the subnetwork",
  },
  optional: { mixedProtocols: true, provider: true },
};

const ADDRESSES = {
  first: 2,
  last: 2,
  ipv6: false,
  reserved: "Google Cloud reserves the first two addresses and the last two",
  prop: "cidr",
};

/**
 * Exposes CoreDNS on an internal passthrough load balancer of GKE, with a static address. It requires the peer
 * dependency `@cdktf/provider-google`.
 *
 * The options are validated when a `ClusterDns` uses them.
 *
 * @throws ValidationError CidrInvalid, FixedAddressInvalid, LoadBalancerInvalid, PeerMissing, PropMissing, PropUnknown,
 * TokenNotAllowed
 * @see https://cloud.google.com/kubernetes-engine/docs/how-to/internal-load-balancing
 * @example
 * new ClusterDns(this, "dns", {
 *   zones: ["dev.k8s.example.internal"],
 *   allowFrom: ["10.20.0.0/16"],
 *   exposure: GkeExposure.fixedAddress({
 *     name: "dev-dns",
 *     region: "asia-northeast1",
 *     subnetwork: "nodes",
 *     cidr: "10.20.0.0/20",
 *     address: "10.20.0.10",
 *   }),
 * });
 */
export class GkeExposure {
  /** Creates a load balancer on this address. A changed address, name or subnetwork replaces it. */
  public static fixedAddress(options: GkeOptions): IDnsExposure {
    checkProps(undefined, "GkeExposure.fixedAddress", options, OPTIONS);
    return new Gke(options);
  }

  private constructor() {}
}

class Gke implements IDnsExposure {
  public readonly addresses: string[];
  /** The load balancer sends its health checks to the nodes, on a port of kube-proxy, not to the pods. */
  public readonly _healthCheckFrom = [];

  public constructor(private readonly options: GkeOptions) {
    this.addresses = [options.address];
  }

  public _validate(allowFrom: string[]): Problem[] {
    const { name, address, cidr } = this.options;
    return [
      ...validateAddressName(name),
      ...validateFixedAddress(address, cidr, ADDRESSES),
      ...validateIpv4Source(allowFrom),
    ];
  }

  public _bind(scope: Construct, dns: ExposedDns): void {
    const { name, subnetwork, region, address, mixedProtocols = false } = this.options;
    const purpose = mixedProtocols ? "GCE_ENDPOINT" : "SHARED_LOADBALANCER_VIP";
    const reserved = this.address(scope, purpose);
    const trigger = new ReplacementTrigger(scope, "Identity", { name, address, subnetwork, region, purpose });
    const sources = ipv4Sources(scope, dns);
    const service = (id: string, suffix: string, protocols: DnsProtocol[]): void =>
      trigger.replaces(
        dnsService(scope, id, dns, {
          suffix,
          protocols,
          annotations: { "networking.gke.io/load-balancer-type": "Internal" },
          spec: {
            type: "LoadBalancer",
            loadBalancerIp: reserved.address,
            loadBalancerSourceRanges: sources,
            // The policy "Cluster" hides the client's address, and CoreDNS would refuse every query.
            externalTrafficPolicy: "Local",
          },
        }),
      );
    if (mixedProtocols) return service("Service", "", ["UDP", "TCP"]);
    service("Service-UDP", "-udp", ["UDP"]);
    service("Service-TCP", "-tcp", ["TCP"]);
  }

  private address(scope: Construct, purpose: string): computeAddress.ComputeAddress {
    const { name, subnetwork, region, address, provider } = this.options;
    const { ComputeAddress } = loadPeer<typeof computeAddress>(scope, `${GOOGLE_BINDINGS}/lib/compute-address`);
    return create(ComputeAddress, scope, "Address", {
      ...(provider !== undefined && { provider }),
      name,
      region,
      subnetwork,
      address,
      addressType: "INTERNAL",
      purpose,
    });
  }
}

function validateAddressName(name: string): Problem[] {
  if (Token.isUnresolved(name)) return [literalExpected("name of the address")];
  if (isServiceName(name)) return [];
  const accepted = 'a letter, then lower-case letters, digits and "-", at most 63 characters';
  return [invalid(`name: "${name}" is not a valid name of an address resource. Use ${accepted}.`)];
}

function invalid(message: string): Problem {
  return { code: "LoadBalancerInvalid", message };
}
