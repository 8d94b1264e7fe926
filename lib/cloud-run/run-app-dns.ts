import { DnsManagedZone } from "@cdktf/provider-google/lib/dns-managed-zone";
import { DnsRecordSet } from "@cdktf/provider-google/lib/dns-record-set";
import { TerraformProvider, TerraformResource } from "cdktf";
import { Construct, IConstruct } from "constructs";
import { GoogleApisVip, validateGoogleApisVip } from "./google-apis-vip";
import { validateGoogleName, validateProject } from "./name-validation";
import { validateNetwork, networkUrl, referred } from "./resource-path";
import { Problem, report } from "../core/errors";
import { take } from "../core/registry";
import { honourDependencies } from "../core/terraform/dependencies";
import { validateResourceName } from "../core/terraform/resources";

/** Defines what makes `run.app` resolve to private addresses in a network, made here or only named. */
export interface IRunAppDns extends IConstruct {
  /** The VPC network that it answers in. */
  readonly network: string;
  /** @internal What has to be there before a name resolves. */
  readonly _answer?: TerraformResource;
}

/** Defines for which network `run.app` is answered, and how. */
export interface RunAppDnsProps {
  /** The VPC network: its id, `projects/<project>/global/networks/<name>`, or its name, which is then looked up. */
  readonly network: string;
  /** The addresses that are answered. @default GoogleApisVip.PRIVATE */
  readonly vip?: GoogleApisVip;
  /** The name of a private zone of `run.app.` that the network has already, and that has no wildcard: the record alone is made. @default - the zone is made, too */
  readonly existingZone?: string;
  /** The name of the zone that is made. @default "run-app" */
  readonly name?: string;
  /** The Google project that holds the zone. @default - the provider's */
  readonly project?: string;
  /** The Google provider. @default - the stack's default one */
  readonly provider?: TerraformProvider;
}

/**
 * Defines a private zone `run.app.` for a network, with one wildcard record: what looks up a Cloud Run service there gets private addresses of Google's, so
 * that the request goes through the VPC and counts as internal. It holds for everything in the network, not for the connector alone.
 *
 * Errors: RunAppDnsInvalid, NetworkInvalid, GoogleNameInvalid.
 *
 * @see https://cloud.google.com/run/docs/securing/private-networking
 */
export class RunAppDns extends Construct implements IRunAppDns {
  /** Defines what somebody else made for this network, in whatever way: a network has it once. */
  public static fromNetwork(scope: Construct, id: string, network: string): IRunAppDns {
    class ImportedRunAppDns extends Construct implements IRunAppDns {
      public readonly network = network;
    }
    return new ImportedRunAppDns(scope, id);
  }

  public readonly resource: DnsRecordSet;
  public readonly network: string;
  /** @internal */
  public readonly _answer: TerraformResource;

  public constructor(scope: Construct, id: string, props: RunAppDnsProps) {
    super(scope, id);
    const { network, vip = GoogleApisVip.PRIVATE, existingZone, project, provider } = props;
    this.network = network;
    this.resource = new DnsRecordSet(this, "Resource", {
      provider,
      project,
      managedZone: existingZone ?? this.zone(props).name,
      // One wildcard takes every depth below it: service.a.run.app and service.region.run.app.
      name: "*.run.app.",
      type: "A", // alone, so that nobody is answered an IPv6 address
      ttl: 300,
      rrdatas: vip.addresses,
    });
    this._answer = this.resource;
    report(
      this,
      ...validateResourceName(this.resource),
      ...validateRunAppHosts(this, network, vip, project),
      ...validateGoogleName(
        existingZone === undefined ? "name" : "existingZone",
        existingZone ?? props.name ?? "run-app",
      ),
      ...(existingZone === undefined || props.name === undefined ? [] : [namedTwice(existingZone)]),
    );
    honourDependencies(this);
  }

  private zone({ network, name = "run-app", project, provider }: RunAppDnsProps): DnsManagedZone {
    return new DnsManagedZone(this, "Zone", {
      provider,
      project,
      name,
      dnsName: "run.app.",
      description: "Cloud Run services by private Google access",
      visibility: "private",
      privateVisibilityConfig: { networks: [{ networkUrl: networkUrl(this, network, { project, provider }) }] },
    });
  }
}

/** @internal What zones and response policies have in common. */
export function validateRunAppHosts(
  dns: IRunAppDns,
  network: string,
  vip: GoogleApisVip,
  project: string | undefined,
): Problem[] {
  return [
    ...validateNetwork(dns, network),
    ...validateGoogleApisVip(vip),
    ...validateProject(project),
    ...validateNoDuplicate(dns),
  ];
}

function validateNoDuplicate(dns: IRunAppDns): Problem[] {
  const twin = take(dns, `run.app in ${referred(dns, dns.network) ?? dns.network}`);
  if (twin === undefined) return [];
  const message = `${twin.node.path} answers run.app in this network already; take that one, from another stack by RunAppDns.fromNetwork(…)`;
  return [{ code: "RunAppDnsInvalid", message }];
}

function namedTwice(existingZone: string): Problem {
  const message = `name and existingZone are both given; the zone "${existingZone}" is there already, so remove name`;
  return { code: "RunAppDnsInvalid", message };
}
