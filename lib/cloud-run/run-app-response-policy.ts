import { DnsResponsePolicy } from "@cdktf/provider-google/lib/dns-response-policy";
import { DnsResponsePolicyRule } from "@cdktf/provider-google/lib/dns-response-policy-rule";
import { TerraformProvider, TerraformResource } from "cdktf";
import { Construct } from "constructs";
import { GoogleApisVip } from "./google-apis-vip";
import { validateGoogleName } from "./name-validation";
import { networkUrl } from "./resource-path";
import { IRunAppDns, validateRunAppHosts } from "./run-app-dns";
import { report } from "../core/errors";
import { honourDependencies } from "../core/terraform/dependencies";
import { validateResourceName } from "../core/terraform/resources";

/** Defines for which network `run.app` is answered by a response policy. */
export interface RunAppResponsePolicyProps {
  /** The VPC network: its id, `projects/<project>/global/networks/<name>`, or its name, which is then looked up. */
  readonly network: string;
  /** The addresses that are answered. @default GoogleApisVip.PRIVATE */
  readonly vip?: GoogleApisVip;
  /** The name of the network's response policy, where it has one: a network has one at most, and the rule alone is made. @default - the policy is made, too */
  readonly existingPolicy?: string;
  /** The Google project that holds the policy. @default - the provider's */
  readonly project?: string;
  /** The Google provider. @default - the stack's default one */
  readonly provider?: TerraformProvider;
}

/**
 * Defines a rule of a response policy for `*.run.app.`, in place of a private zone: it shadows nothing else below `run.app`, and stands beside zones of others.
 *
 * Errors: RunAppDnsInvalid, NetworkInvalid, GoogleNameInvalid.
 *
 * @see https://cloud.google.com/dns/docs/zones/manage-response-policies
 */
export class RunAppResponsePolicy extends Construct implements IRunAppDns {
  public readonly resource: DnsResponsePolicyRule;
  public readonly network: string;
  /** @internal */
  public readonly _answer: TerraformResource;

  public constructor(scope: Construct, id: string, props: RunAppResponsePolicyProps) {
    super(scope, id);
    const { network, vip = GoogleApisVip.PRIVATE, existingPolicy, project, provider } = props;
    const { _hostname: hostname, addresses } = vip;
    this.network = network;
    this.resource = new DnsResponsePolicyRule(this, "Resource", {
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
    return new DnsResponsePolicy(this, "Policy", {
      provider,
      project,
      responsePolicyName: "run-app",
      networks: [{ networkUrl: networkUrl(this, network, { project, provider }) }],
    });
  }
}
