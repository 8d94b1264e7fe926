import { TerraformStack, Token } from "cdktf";
import { Construct } from "constructs";
import { CloudRunConnectorProps } from "./connector-props";
import { validateGoogleName, isGoogleName, validateProject, validateRegion } from "./name-validation";
import { validateProbe } from "./probes";
import { projectOf } from "./project";
import { areTwo } from "./resource-path";
import { validateSubnetwork } from "./subnetwork";
import { validateCidr } from "../core/addresses/cidr-validation";
import { Problem } from "../core/errors";
import { validateIntegerRange } from "../core/integer-range";
import { Registry } from "../core/registry";
import { literalExpected } from "../core/terraform/resources";
import { validateImage, MOST_CONNECTORS } from "../tunnel/cloudflared";
import { Origin, RunService } from "../tunnel/origin";

const INSTANCES = {
  least: 2,
  most: MOST_CONNECTORS,
  why: "a single instance causes an outage at every restart, and a tunnel supports no more",
};
const CPU = { least: 1, most: 8, why: "the range that Cloud Run supports for worker pools" };
const LEAST_MEMORY_MIB = 512;

/** Connectors by project and name. */
const CONNECTORS = new Registry<Construct>();

/**
 * Validates the props of a connector. Origins, the subnetwork and the token are validated later, because they may still
 * change.
 *
 * @internal
 */
export function validateConnector(scope: Construct, props: CloudRunConnectorProps, name: string): Problem[] {
  return [
    ...(Token.isUnresolved(props.region) ? [literalExpected("region")] : validateRegion("region", props.region)),
    ...validateConnectorName(scope, props, name),
    ...validateIntegerRange("ConnectorReplicasInvalid", "instances", props.instances, INSTANCES),
    ...validateIntegerRange("ConnectorResourcesInvalid", "cpu", props.cpu, CPU),
    ...validateMemory(props.memory),
    ...(props.image === undefined ? [] : [...validateImage(props.image), ...validateRegistry(props.image)]),
    ...(props.tags ?? []).flatMap((tag) => validateGoogleName("an entry of tags", tag)),
    ...validateProject(props.project),
    ...validateSubnetwork(props),
    ...validateEgress(scope, props),
    ...(props.denyMetricsIn === undefined ? [] : validateMetricsCidr(props.denyMetricsIn)),
    ...validateProbe(props),
  ];
}

/** @internal Refuses origins that the connector cannot reach, or that would answer with an error. */
export function validateConnectorOrigins(
  origins: Origin[],
  props: CloudRunConnectorProps,
  project: string | undefined,
): Problem[] {
  const problems = new Map<string, Problem>(); // by message: a service can have several hosts
  const services = origins.map((origin) => ({ origin, service: runServiceOf(origin) }));
  for (const { origin, service } of services) {
    const shown = Token.isUnresolved(origin.service) ? "a Cloud Run service" : `"${origin.service}"`;
    if (service === "unknown") {
      const message = `origin: ${shown} is a Cloud Run service, which rejects the published hostname in the Host header; use CloudRunService.fromUri(${shown}).`;
      problems.set(message, { code: "CloudRunServiceInvalid", message });
    } else if (service?.project !== undefined && project !== undefined && service.project !== project) {
      if (service.acrossProjects) continue;
      const message = `origin: the Cloud Run service is in the project "${service.project}" and the connector in "${project}", whose network is not internal to the service. Use a connector in that project, or set acrossProjects.`;
      problems.set(message, { code: "CloudRunProjectMismatch", message });
    }
  }
  if (services.some(({ service }) => service !== undefined) && !props.privateDns && !props.natEgress) {
    const message =
      "privateDns: the tunnel publishes a Cloud Run service, but without private DNS run.app resolves to public addresses, where internal services return 404. Pass privateDns: new RunAppDns(…), or natEgress.";
    problems.set(message, { code: "ConnectorEgressInvalid", message });
  }
  return [...problems.values()];
}

/** A run.app address without CloudRunService is accepted only if the Host header is the address itself. */
function runServiceOf({ _peer: peer, _options: options }: Origin): RunService | "unknown" | undefined {
  if (peer.kind !== "name") return undefined;
  if (peer.runService !== undefined || !/\.run\.app$/i.test(peer.hostname)) return peer.runService;
  return options?.httpHostHeader === peer.hostname ? { acrossProjects: true } : "unknown";
}

function validateConnectorName(scope: Construct, props: CloudRunConnectorProps, name: string): Problem[] {
  if (Token.isUnresolved(name)) return [literalExpected("name")];
  if (!isGoogleName(name, 6, 30)) {
    const origin = props.name === undefined ? ", made from the tunnel's id," : "";
    const message = `name: "${name}"${origin} is not a valid name of a service account; pass a letter, then lower-case letters, digits and "-", 6 to 30 characters.`;
    return [{ code: "ConnectorNameInvalid", message }];
  }
  // Two providers without a known project, in different stacks, can have different ones.
  const provider = () => `${TerraformStack.of(scope).node.path} ${props.provider?.fqn ?? "google"}`;
  const project = projectOf(scope, props.project, props.provider) ?? provider();
  const twin = CONNECTORS.claim(scope, `${project} ${name}`, scope);
  if (twin === undefined) return [];
  const message = `name: ${twin.node.path} is also named "${name}" in this project; pass another name.`;
  return [{ code: "ConnectorNameTaken", message }];
}

/** Cloud Run supports images from Artifact Registry and from Docker Hub only. */
function validateRegistry(image: string): Problem[] {
  const [, registry] = /^([^/]*[.:][^/]*)\//.exec(image) ?? [];
  if (Token.isUnresolved(image) || registry === undefined) return [];
  if (/^(docker\.io|([a-z0-9-]+\.)?gcr\.io|[a-z0-9-]+\.pkg\.dev)$/.test(registry)) return [];
  const message = `image: "${image}" is in ${registry}, which Cloud Run does not support. Use a remote repository of Artifact Registry, <region>-docker.pkg.dev/….`;
  return [{ code: "ConnectorImageRefused", message }];
}

function validateMemory(memory: string | undefined): Problem[] {
  if (memory === undefined || Token.isUnresolved(memory)) return [];
  const [, number, unit] = /^([0-9]+)(Mi|Gi)$/.exec(memory) ?? [];
  const mebibytes = Number(number) * (unit === "Gi" ? 1024 : 1);
  if (mebibytes >= LEAST_MEMORY_MIB) return [];
  const message = `memory: "${memory}" is not valid for a worker pool; use "${LEAST_MEMORY_MIB}Mi" or more, such as "1Gi".`;
  return [{ code: "ConnectorResourcesInvalid", message }];
}

function validateEgress(scope: Construct, props: CloudRunConnectorProps): Problem[] {
  const { network, subnetwork, region, privateDns: dns, natEgress: nat } = props;
  const problem = (message: string): Problem => ({ code: "ConnectorEgressInvalid", message });
  const problems: Problem[] = [];
  if (dns !== undefined && nat !== undefined) {
    const message =
      "privateDns is set together with natEgress. Pass only one: with a NAT all traffic goes through the VPC, which requires no private DNS.";
    problems.push(problem(message));
  }
  if (dns !== undefined && areTwo(scope, dns.network, network)) {
    problems.push(
      problem(
        "privateDns belongs to another network than the connector; pass the private DNS of the connector's network.",
      ),
    );
  }
  if (nat !== undefined && (areTwo(scope, nat.subnetwork, subnetwork) || nat.region !== region)) {
    const message =
      "natEgress belongs to another subnetwork than the connector; pass a NAT for the connector's subnetwork and region.";
    problems.push(problem(message));
  }
  return problems;
}

/** The range of a subnetwork of this stack is a token, which the firewall rule accepts. */
function validateMetricsCidr(cidr: string): Problem[] {
  return Token.isUnresolved(cidr) ? [] : validateCidr("denyMetricsIn", cidr);
}
