import { CloudRunV2WorkerPool } from "@cdktf/provider-google/lib/cloud-run-v2-worker-pool";
import { ComputeFirewall } from "@cdktf/provider-google/lib/compute-firewall";
import { SecretManagerSecretIamMember } from "@cdktf/provider-google/lib/secret-manager-secret-iam-member";
import { ServiceAccount } from "@cdktf/provider-google/lib/service-account";
import { TerraformResource, Token } from "cdktf";
import { Construct } from "constructs";
import { CloudRunConnectorProps } from "./connector-props";
import { validateConnector, validateConnectorOrigins } from "./connector-validation";
import { REGION_HINT } from "./name-validation";
import { addProbes } from "./probes";
import { projectOf } from "./project";
import { NETWORK_HINT, parsePath } from "./resource-path";
import { secretOf, validateConnectorToken } from "./secret";
import { validateCreatedSubnetwork } from "./subnetwork";
import { workerPoolTemplate } from "./worker-pool";
import { report, reportAtEnd } from "../core/errors";
import { checkProps, PropNames } from "../core/props";
import { create } from "../core/terraform/create";
import { address, dependOn } from "../core/terraform/resources";
import { DEFAULT_IMAGE, isOfCloudflare, METRICS_PORT } from "../tunnel/cloudflared";
import { IConnectedTunnel, IConnector, Transport } from "../tunnel/connector";
import { TUNNEL_TOKEN } from "../tunnel/kinds";
import { validateOriginFiles } from "../tunnel/origin-files";
import { ITunnelToken } from "../tunnel/token";

const PROPS: PropNames<CloudRunConnectorProps> = {
  required: {
    region: REGION_HINT,
    network: NETWORK_HINT,
    subnetwork: "the id or the name of a subnetwork in the region",
    token: "TunnelToken.fromSecretManager(secretId, version), fromEphemeral(value, version) or fromTunnel()",
  },
  optional: {
    privateDns: true,
    natEgress: true,
    name: true,
    instances: true,
    image: true,
    cpu: true,
    memory: true,
    tags: true,
    probes: true,
    livenessInitialDelaySeconds: true,
    livenessPeriodSeconds: true,
    livenessFailureThreshold: true,
    denyMetricsIn: true,
    project: true,
    provider: true,
  },
  kinds: { token: TUNNEL_TOKEN },
};

/**
 * Runs cloudflared in a Cloud Run worker pool in a VPC, with a service account that can only read the token.
 *
 * It supports HTTP/2 only, because QUIC is not available from Cloud Run. Its tunnel cannot carry UDP, such as DNS.
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
 * @throws ValidationError CidrInvalid, CloudRunProjectMismatch, CloudRunServiceInvalid, ConnectorEgressInvalid,
 * ConnectorImageRefused, ConnectorNameInvalid, ConnectorNameTaken, ConnectorProbesInvalid, ConnectorReplicasInvalid,
 * ConnectorResourcesInvalid, ConnectorSubnetworkInvalid, EphemeralTokenInvalid, GoogleNameInvalid,
 * PropMissing, PropUnknown, SecretReferenceInvalid, TargetVersionsTooWide, TokenNotAllowed, TokenSourceUnsupported
 * @see https://cloud.google.com/run/docs/deploy-worker-pools
 */
export class CloudRunConnector implements IConnector {
  /** The transports that it supports. */
  public readonly transports: Transport[] = [Transport.HTTP2];
  /** The source of the tunnel's token. */
  public readonly token: ITunnelToken;
  /** The VPC network. */
  public readonly network: string;
  /** Its name among the connectors of the tunnel: the region, and the name if one is set. */
  public readonly name: string;
  private readonly props: CloudRunConnectorProps;

  public constructor(props: CloudRunConnectorProps) {
    checkProps(undefined, "CloudRunConnector", props, PROPS);
    this.props = { ...props, ...(props.tags !== undefined && { tags: [...props.tags] }) };
    this.token = props.token;
    this.network = props.network;
    const names = props.name === undefined ? [props.region] : [props.region, props.name];
    // A construct id cannot contain a token. `bind` reports it.
    this.name = names.map((name) => (Token.isUnresolved(name) ? "token" : name)).join("-");
  }

  /** Creates the worker pool and its service account in `scope`. `Tunnel.connect` calls it. */
  public bind(scope: Construct, tunnel: IConnectedTunnel): void {
    const { props } = this;
    const name = props.name ?? `cloudflared-${tunnel.name}`;
    report(scope, ...validateConnector(scope, props, name));
    reportAtEnd(scope, () => [
      ...validateConnectorToken(scope, props.token),
      ...validateCreatedSubnetwork(scope, props),
      ...validateConnectorOrigins(tunnel.origins, props, projectOf(scope, props.project, props.provider)),
      ...validateOriginFiles(tunnel.origins, isOfCloudflare(props.image) ? [] : undefined, FILES_REMEDY),
    ]);
    const firewall = props.denyMetricsIn === undefined ? [] : [this.firewall(scope, name, props.denyMetricsIn)];
    this.workerPool(scope, tunnel, name, firewall);
  }

  private workerPool(scope: Construct, tunnel: IConnectedTunnel, name: string, before: TerraformResource[]): void {
    const { region, network, subnetwork, tags, project, provider, privateDns, natEgress, ...props } = this.props;
    const account = create(ServiceAccount, scope, "ServiceAccount", {
      provider,
      project,
      accountId: name,
      displayName: `cloudflared of tunnel ${tunnel.name}`,
    });
    const token = secretOf(scope, this.token, tunnel, { name, project, provider });
    const access = create(SecretManagerSecretIamMember, scope, "SecretAccess", {
      provider,
      project: token.project,
      secretId: token.secret,
      role: "roles/secretmanager.secretAccessor",
      member: `serviceAccount:${account.email}`,
    });
    const pool = create(CloudRunV2WorkerPool, scope, "WorkerPool", {
      provider,
      project,
      location: region,
      name,
      annotations: { "cdktf-zero-trust/tunnel-id": tunnel.tunnelId },
      // A worker pool has no data. With protection, Terraform cannot replace a pool whose creation failed.
      deletionProtection: false,
      // Without a count the provider requests no instance, and a scaling mode causes a permanent diff.
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
      // The instances stop before their tunnel is replaced. By id, so that a rename of the tunnel does not stop them.
      lifecycle: { replaceTriggeredBy: [`${tunnel.tunnelAddress}.id`] },
    });
    if (props.probes === true) addProbes(pool, this.props);
    // Instances start after they can read the token and have egress. They stop before the tunnel, which the API refuses
    // to delete while it has active connections.
    const egress = [privateDns?._answer, natEgress?.resource].filter((each) => each !== undefined);
    dependOn(pool, ...[access, ...before, ...egress].map(address), tunnel.tunnelAddress);
  }

  /** Matches by destination, because ingress rules do not match the network tags of worker pools. */
  private firewall(scope: Construct, name: string, cidr: string): ComputeFirewall {
    const { network, project, provider } = this.props;
    return create(ComputeFirewall, scope, "MetricsFirewall", {
      provider,
      project: parsePath(network)?.project ?? project, // the rules of a Shared VPC are in its host project
      name: `${name}-metrics`,
      network,
      description: "cloudflared's metrics port also serves the tunnel's configuration",
      direction: "INGRESS",
      priority: 100,
      destinationRanges: [cidr],
      sourceRanges: ["0.0.0.0/0"],
      deny: [{ protocol: "tcp", ports: [String(METRICS_PORT)] }],
    });
  }
}

const FILES_REMEDY = "Use an image that contains it.";
