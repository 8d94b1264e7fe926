import { TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import { Problem } from "../../core/errors";

/** @internal The CoreDNS that an exposure exposes. */
export interface ExposedDns {
  /** The name of the objects and of their namespace. */
  readonly name: string;
  /** The labels that select the pods. */
  readonly selector: { [key: string]: string };
  /** The labels of every object. */
  readonly labels: { [key: string]: string };
  /** Canonical CIDRs. */
  readonly allowFrom: string[];
  /** The port on which the pods answer DNS. */
  readonly dnsPort: number;
  /** The port on which the pods report whether they are ready. */
  readonly readyPort: number;
  /** The Kubernetes provider of the cluster. */
  readonly provider?: TerraformProvider;
  /** The Terraform address of the Deployment: created before CoreDNS is exposed, deleted afterwards. */
  readonly deployment: string;
}

/** An exposure of CoreDNS on fixed addresses. `NlbExposure`, `GkeExposure` and `ClusterIpExposure` create one. */
export interface IDnsExposure {
  /** The addresses that answer on port 53, UDP and TCP. */
  readonly addresses: string[];
  /** @internal The CIDRs that send health checks to the pods. */
  readonly _healthCheckFrom: string[];
  /** @internal The labels of pods that must not share a node with CoreDNS. */
  readonly _antiAffinityLabels?: { [key: string]: string };
  /** @internal Validates the options, given the canonical sources of the CoreDNS. */
  _validate(allowFrom: string[]): Problem[];
  /** @internal Creates the constructs in `scope`. */
  _bind(scope: Construct, dns: ExposedDns): void;
}
