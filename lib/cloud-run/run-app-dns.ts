import { DnsManagedZone } from "@cdktf/provider-google/lib/dns-managed-zone";
import { DnsRecordSet } from "@cdktf/provider-google/lib/dns-record-set";
import { TerraformProvider, TerraformResource } from "cdktf";
import { Construct, IConstruct } from "constructs";
import { GoogleApisVip, validateGoogleApisVip } from "./google-apis-vip";
import { validateGoogleName, validateProject } from "./name-validation";
import { NETWORK_HINT, networkUrl, referred, validateNetwork } from "./resource-path";
import { Problem, report } from "../core/errors";
import { checkProps, PropNames } from "../core/props";
import { Registry } from "../core/registry";
import { create } from "../core/terraform/create";
import { honourDependencies } from "../core/terraform/dependencies";
import { validateResourceName } from "../core/terraform/resources";

/** Private DNS that resolves `run.app` to private addresses in a network. It is created by this app or imported. */
export interface IRunAppDns extends IConstruct {
  /** The VPC network in which the names resolve. */
  readonly network: string;
  /** @internal The resource that must exist before a name resolves. */
  readonly _answer?: TerraformResource;
}

/** Settings of a `RunAppDns`. */
export interface RunAppDnsProps {
  /** The VPC network: its id, `projects/<project>/global/networks/<name>`, or its name, which is then looked up. */
  readonly network: string;
  /** The addresses of the answer. @default GoogleApisVip.PRIVATE */
  readonly vip?: GoogleApisVip;
  /**
   * The name of an existing private zone `run.app.` of the network that has no wildcard record. Only the record is
   * created then.
   *
   * @default - the zone is created
   */
  readonly existingZone?: string;
  /** The name of the created zone. @default "run-app" */
  readonly name?: string;
  /** The Google project that holds the zone. @default - the provider's project */
  readonly project?: string;
  /** The Google provider. @default - the stack's default provider */
  readonly provider?: TerraformProvider;
}

const PROPS: PropNames<RunAppDnsProps> = {
  required: { network: NETWORK_HINT },
  optional: { vip: true, existingZone: true, name: true, project: true, provider: true },
};

/** The private DNS of run.app by network. */
const PRIVATE_DNS = new Registry<IRunAppDns>();

/**
 * A private zone `run.app.` for a network, with one wildcard record.
 *
 * Cloud Run services then resolve to private addresses of Google, so requests go through the VPC and count as internal.
 * This applies to every workload in the network, not only to the connector.
 *
 * @example
 * const runApp = new RunAppDns(this, "run-app", { network });
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
 * @see https://cloud.google.com/run/docs/securing/private-networking
 */
export class RunAppDns extends Construct implements IRunAppDns {
  /**
   * Imports the existing private DNS of a network, such as that of another stack. A network has at most one.
   *
   * @param network the VPC network in which the names resolve
   */
  public static fromNetwork(scope: Construct, id: string, network: string): IRunAppDns {
    class ImportedRunAppDns extends Construct implements IRunAppDns {
      public readonly network = network;
    }
    return new ImportedRunAppDns(scope, id);
  }

  /** The underlying L1 resource. */
  public readonly resource: DnsRecordSet;
  /** The VPC network in which the names resolve. */
  public readonly network: string;
  /** @internal */
  public readonly _answer: TerraformResource;

  public constructor(scope: Construct, id: string, props: RunAppDnsProps) {
    super(scope, id);
    checkProps(this, "RunAppDns", props, PROPS);
    const { network, vip = GoogleApisVip.PRIVATE, existingZone, project, provider } = props;
    this.network = network;
    this.resource = create(DnsRecordSet, this, "Resource", {
      provider,
      project,
      managedZone: existingZone ?? this.zone(props).name,
      // One wildcard matches names of every depth: service.a.run.app and service.region.run.app.
      name: "*.run.app.",
      type: "A", // no AAAA record, so that no client receives an IPv6 address
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
      ...(existingZone === undefined || props.name === undefined ? [] : [zoneNameUnused(existingZone)]),
    );
    honourDependencies(this);
  }

  private zone({ network, name = "run-app", project, provider }: RunAppDnsProps): DnsManagedZone {
    return create(DnsManagedZone, this, "Zone", {
      provider,
      project,
      name,
      dnsName: "run.app.",
      description: "Cloud Run services through Private Google Access",
      visibility: "private",
      privateVisibilityConfig: { networks: [{ networkUrl: networkUrl(this, network, { project, provider }) }] },
    });
  }
}

/** @internal Validates the settings that zones and response policies share. */
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
  const twin = PRIVATE_DNS.claim(dns, referred(dns, dns.network) ?? dns.network, dns);
  if (twin === undefined) return [];
  const message = `network: ${twin.node.path} already resolves run.app in this network; use it, or import it with RunAppDns.fromNetwork(…).`;
  return [{ code: "RunAppDnsInvalid", message }];
}

function zoneNameUnused(existingZone: string): Problem {
  const message = `name has no effect with existingZone: "${existingZone}"; remove name.`;
  return { code: "RunAppDnsInvalid", message };
}
