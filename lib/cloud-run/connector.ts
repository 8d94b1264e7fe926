import { CloudRunV2WorkerPool } from "@cdktf/provider-google/lib/cloud-run-v2-worker-pool";
import { ComputeFirewall } from "@cdktf/provider-google/lib/compute-firewall";
import { SecretManagerSecretIamMember } from "@cdktf/provider-google/lib/secret-manager-secret-iam-member";
import { ServiceAccount } from "@cdktf/provider-google/lib/service-account";
import { TerraformResource, Token } from "cdktf";
import { Construct } from "constructs";
import { CloudRunConnectorProps } from "./connector-props";
import { validateConnector, validateConnectorOrigins } from "./connector-validation";
import { addProbes } from "./probes";
import { projectOf } from "./project";
import { parsePath } from "./resource-path";
import { secretOf, validateConnectorToken } from "./secret";
import { validateCreatedSubnetwork } from "./subnetwork";
import { workerPoolTemplate } from "./worker-pool";
import { report, reportAtEnd } from "../core/errors";
import { address, dependOn } from "../core/terraform/resources";
import { DEFAULT_IMAGE, METRICS_PORT } from "../tunnel/cloudflared";
import { IConnectedTunnel, IConnector, Transport } from "../tunnel/connector";
import { ICloudRunToken } from "../tunnel/token";

/**
 * Defines connectors in a Cloud Run worker pool: cloudflared in a VPC, with a service account that may read the token and nothing else.
 *
 * It speaks HTTP/2 alone, since QUIC does not get through from Cloud Run: what needs UDP is refused on its tunnel.
 *
 * Errors: CidrInvalid, CloudRunProjectMismatch, CloudRunServiceInvalid, ConnectorEgressInvalid, ConnectorImageRefused, ConnectorNameInvalid,
 * ConnectorNameTaken, ConnectorProbesInvalid, ConnectorReplicasInvalid, ConnectorResourcesInvalid, ConnectorSubnetworkInvalid, EphemeralTokenInvalid,
 * GoogleNameInvalid, SecretReferenceInvalid, TokenNotAllowed.
 *
 * @see https://cloud.google.com/run/docs/deploy-worker-pools
 */
export class CloudRunConnector implements IConnector {
  public readonly transports: Transport[] = [Transport.HTTP2];
  public readonly token: ICloudRunToken;
  public readonly network: string;
  public readonly name: string;
  private readonly props: CloudRunConnectorProps;

  public constructor(props: CloudRunConnectorProps) {
    this.props = { ...props, ...(props.tags !== undefined && { tags: [...props.tags] }) };
    this.token = props.token;
    this.network = props.network;
    const names = props.name === undefined ? [props.region] : [props.region, props.name];
    // A token cannot be in a construct id; `bind` says what is wrong with it.
    this.name = names.map((name) => (Token.isUnresolved(name) ? "token" : name)).join("-");
  }

  public bind(scope: Construct, tunnel: IConnectedTunnel): void {
    const { props } = this;
    const name = props.name ?? `cloudflared-${scope.node.scope?.node.id}`;
    report(scope, ...validateConnector(scope, props, name));
    reportAtEnd(scope, () => [
      ...validateConnectorToken(scope, props.token),
      ...validateCreatedSubnetwork(scope, props),
      ...validateConnectorOrigins(tunnel.origins, props, projectOf(scope, props.project, props.provider)),
    ]);
    const firewall = props.denyMetricsIn === undefined ? [] : [this.firewall(scope, name, props.denyMetricsIn)];
    this.workerPool(scope, tunnel, name, firewall);
  }

  private workerPool(scope: Construct, tunnel: IConnectedTunnel, name: string, before: TerraformResource[]): void {
    const { region, network, subnetwork, tags, project, provider, privateDns, natEgress, ...props } = this.props;
    const account = new ServiceAccount(scope, "ServiceAccount", {
      provider,
      project,
      accountId: name,
      displayName: `cloudflared of tunnel ${scope.node.scope?.node.id}`,
    });
    const token = secretOf(scope, this.token, tunnel, { name, project, provider });
    const access = new SecretManagerSecretIamMember(scope, "SecretAccess", {
      provider,
      project: token.project,
      secretId: token.secret,
      role: "roles/secretmanager.secretAccessor",
      member: `serviceAccount:${account.email}`,
    });
    const pool = new CloudRunV2WorkerPool(scope, "WorkerPool", {
      provider,
      project,
      location: region,
      name,
      annotations: { "cdktf-zero-trust/tunnel-id": tunnel.tunnelId },
      // It keeps nothing; protected, one whose first creation failed could not even be replaced.
      deletionProtection: false,
      // Without the number the provider asks for none at all; and it sees a change for ever in a scaling mode.
      scaling: { manualInstanceCount: props.instances ?? 2 },
      template: workerPoolTemplate({
        network,
        subnetwork,
        tags,
        token,
        allTraffic: natEgress !== undefined,
        serviceAccount: account.email,
        image: props.image ?? `docker.io/${DEFAULT_IMAGE}`,
        cpu: props.cpu ?? 1,
        memory: props.memory ?? "512Mi",
      }),
      // Where another tunnel takes its place, the instances stop first as well. By id: the tunnel's new name must not stop them.
      lifecycle: { replaceTriggeredBy: [`${tunnel.tunnelAddress}.id`] },
    });
    if (props.probes === true) addProbes(pool, this.props);
    // Instances start when they may read the token and there is a way out; they stop before the tunnel, which cannot go while it has connections.
    const way = [privateDns?._answer, natEgress?.resource].filter((each) => each !== undefined);
    dependOn(pool, ...[access, ...before, ...way].map(address), tunnel.tunnelAddress);
  }

  /** By destination: worker pools have addresses in the subnetwork, and rules for incoming traffic do not see their tags. */
  private firewall(scope: Construct, name: string, cidr: string): ComputeFirewall {
    const { network, project, provider } = this.props;
    return new ComputeFirewall(scope, "MetricsFirewall", {
      provider,
      project: parsePath(network)?.project ?? project, // a shared VPC has its rules in the host project
      name: `${name}-metrics`,
      network,
      description: "cloudflared's metrics tell the tunnel's configuration",
      direction: "INGRESS",
      priority: 100,
      destinationRanges: [cidr],
      sourceRanges: ["0.0.0.0/0"],
      deny: [{ protocol: "tcp", ports: [String(METRICS_PORT)] }],
    });
  }
}
