import { Construct } from "constructs";
import { ExposedDns, IDnsExposure } from "./dns-exposure";
import { dnsService } from "./dns-service";
import { validateFixedAddress } from "./fixed-address";
import { Problem } from "../../core/errors";
import { checkProps, PropNames } from "../../core/props";

/** Options of `ClusterIpExposure.fixedAddress`. */
export interface ClusterIpOptions {
  /**
   * A free address of the cluster's Service CIDR. Kubernetes does not assign addresses of its lower part automatically:
   * a sixteenth of the range, but 16 addresses at least and 256 at most.
   */
  readonly address: string;
  /** The cluster's Service CIDR: "10.100.0.0/16". */
  readonly serviceCidr: string;
}

const OPTIONS: PropNames<ClusterIpOptions> = {
  required: {
    address: "a free address of the cluster's Service CIDR",
    serviceCidr: "the cluster's Service CIDR",
  },
  optional: {},
};

const ADDRESSES = {
  first: 2,
  last: 1,
  ipv6: true,
  reserved: "Kubernetes reserves the first two addresses and the last one",
  prop: "serviceCidr",
};

/**
 * Exposes CoreDNS inside the cluster, for connectors that run there. It needs no load balancer, costs nothing and has
 * no hairpin problem.
 *
 * The options are validated when a `ClusterDns` uses them.
 *
 * @throws ValidationError CidrInvalid, FixedAddressInvalid, PropMissing, PropUnknown, TokenNotAllowed
 * @see https://kubernetes.io/docs/concepts/services-networking/cluster-ip-allocation/
 * @example
 * new ClusterDns(this, "dns", {
 *   zones: ["dev.k8s.example.internal"],
 *   allowFrom: ["10.10.0.0/16"], // the pods of the connector
 *   exposure: ClusterIpExposure.fixedAddress({ address: "10.100.0.53", serviceCidr: "10.100.0.0/16" }),
 * });
 */
export class ClusterIpExposure {
  /** Creates a Service with this cluster IP. A changed address replaces the Service. */
  public static fixedAddress(options: ClusterIpOptions): IDnsExposure {
    checkProps(undefined, "ClusterIpExposure.fixedAddress", options, OPTIONS);
    return new ClusterIp(options);
  }

  private constructor() {}
}

class ClusterIp implements IDnsExposure {
  public readonly addresses: string[];
  public readonly _healthCheckFrom = [];

  public constructor(private readonly options: ClusterIpOptions) {
    this.addresses = [options.address];
  }

  public _validate(): Problem[] {
    return validateFixedAddress(this.options.address, this.options.serviceCidr, ADDRESSES);
  }

  public _bind(scope: Construct, dns: ExposedDns): void {
    dnsService(scope, "Service", dns, { spec: { type: "ClusterIP", clusterIp: this.options.address } });
  }
}
