import { DnsResponsePolicy } from "@cdktf/provider-google/lib/dns-response-policy";
import { DnsResponsePolicyRule } from "@cdktf/provider-google/lib/dns-response-policy-rule";
import { TerraformProvider, TerraformResource } from "cdktf";
import { Construct } from "constructs";
import { GoogleApisVip } from "./google-apis-vip";
import { validateGoogleName } from "./name-validation";
import { NETWORK_HINT, networkUrl } from "./resource-path";
import { IRunAppDns, validateRunAppHosts } from "./run-app-dns";
import { report } from "../core/errors";
import { checkProps, PropNames } from "../core/props";
import { create } from "../core/terraform/create";
import { honourDependencies } from "../core/terraform/dependencies";
import { validateResourceName } from "../core/terraform/resources";

/** Settings of a `RunAppResponsePolicy`. */
export interface RunAppResponsePolicyProps {
  /** The VPC network: its id, `projects/<project>/global/networks/<name>`, or its name, which is then looked up. */
  readonly network: string;
  /** The addresses of the answer. @default GoogleApisVip.PRIVATE */
  readonly vip?: GoogleApisVip;
  /**
   * The name of the network's existing response policy. A network has at most one. Only the rule is created then.
   *
   * @default - the policy is created
   */
  readonly existingPolicy?: string;
  /** The Google project that holds the policy. @default - the provider's project */
  readonly project?: string;
  /** The Google provider. @default - the stack's default provider */
  readonly provider?: TerraformProvider;
}

const PROPS: PropNames<RunAppResponsePolicyProps> = {
  required: { network: NETWORK_HINT },
  optional: { vip: true, existingPolicy: true, project: true, provider: true },
};

/**
 * A response policy rule for `*.run.app.`, as an alternative to the private zone of `RunAppDns`.
 *
 * It overrides no other name below `run.app`, and works together with private zones that are managed elsewhere.
 *
 * @example
 * const runApp = new RunAppResponsePolicy(this, "run-app", { network, existingPolicy: "google-apis" });
 * tunnel.connect(
 *   new CloudRunConnector({
 *     region: "asia-northeast1",
 *     network,
 *     subnetwork,
 *     token: TunnelToken.fromSecretManager("cloudflared-token", "1"),
 *     privateDns: runApp,
 *   }),
 * );
 *
 * @throws ValidationError ConstructIdInvalid, GoogleNameInvalid, NetworkInvalid, PropMissing, PropUnknown,
 * RunAppDnsInvalid
 * @see https://cloud.google.com/dns/docs/zones/manage-response-policies
 */
export class RunAppResponsePolicy extends Construct implements IRunAppDns {
  /** The underlying L1 resource. */
  public readonly resource: DnsResponsePolicyRule;
  /** The VPC network in which the names resolve. */
  public readonly network: string;
  /** @internal */
  public readonly _answer: TerraformResource;

  public constructor(scope: Construct, id: string, props: RunAppResponsePolicyProps) {
    super(scope, id);
    checkProps(this, "RunAppResponsePolicy", props, PROPS);
    const { network, vip = GoogleApisVip.PRIVATE, existingPolicy, project, provider } = props;
    const { _hostname: hostname, addresses } = vip;
    this.network = network;
    this.resource = create(DnsResponsePolicyRule, this, "Resource", {
      provider,
      project,
      responsePolicy: existingPolicy ?? this.policy(props).responsePolicyName,
      ruleName: "run-app",
      dnsName: "*.run.app.",
      localData: {
        localDatas: [
          {
            name: "*.run.app.",
            type: hostname === undefined ? "A" : "CNAME",
            ttl: 300,
            rrdatas: hostname === undefined ? addresses : [hostname],
          },
        ],
      },
    });
    this._answer = this.resource;
    report(
      this,
      ...validateResourceName(this.resource),
      ...validateRunAppHosts(this, network, vip, project),
      ...(existingPolicy === undefined ? [] : validateGoogleName("existingPolicy", existingPolicy)),
    );
    honourDependencies(this);
  }

  private policy({ network, project, provider }: RunAppResponsePolicyProps): DnsResponsePolicy {
    return create(DnsResponsePolicy, this, "Policy", {
      provider,
      project,
      responsePolicyName: "run-app",
      networks: [{ networkUrl: networkUrl(this, network, { project, provider }) }],
    });
  }
}
