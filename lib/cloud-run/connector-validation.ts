import { Token } from "cdktf";
import { Construct } from "constructs";
import { CloudRunConnectorProps } from "./connector-props";
import { validateGoogleName, isGoogleName, validateProject, validateRegion } from "./name-validation";
import { validateProbe } from "./probes";
import { areTwo } from "./resource-path";
import { validateSubnetwork } from "./subnetwork";
import { parseCidr } from "../core/addresses/cidr";
import { Problem } from "../core/errors";
import { validateIntegerRange } from "../core/integer-range";
import { take } from "../core/registry";
import { literalExpected } from "../core/terraform/resources";
import { validateImage, MOST_CONNECTORS } from "../tunnel/cloudflared";
import { Origin, RunService } from "../tunnel/origin";

const INSTANCES = {
  least: 2,
  most: MOST_CONNECTORS,
  why: "one alone is an outage at every restart, and a tunnel takes no more",
};
const CPU = { least: 1, most: 8, why: "Cloud Run gives no less to a worker pool, and no more" };
const LEAST_MEMORY_MIB = 512;

/** @internal Says all that is wrong with a connector, but for the origins, the subnetwork and the token, which may still change. */
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
    ...validateMetrics(props.denyMetricsIn),
    ...validateProbe(props),
  ];
}

/** @internal What the connector could not reach of what the tunnel publishes, or would not get an answer from. */
export function validateConnectorOrigins(
  origins: Origin[],
  props: CloudRunConnectorProps,
  project: string | undefined,
): Problem[] {
  const problems = new Map<string, Problem>(); // a service has several hosts
  const services = origins.map((origin) => ({ origin, service: runServiceOf(origin) }));
  for (const { origin, service } of services) {
    const shown = Token.isUnresolved(origin.service) ? "a Cloud Run service" : `"${origin.service}"`;
    if (service === "unknown") {
      const message = `the origin ${shown} is a Cloud Run service that would not know the request's host; write CloudRunService.fromUri(${shown})`;
      problems.set(message, { code: "CloudRunServiceInvalid", message });
    } else if (service?.project !== undefined && project !== undefined && service.project !== project) {
      if (service.acrossProjects) continue;
      const message = `the tunnel publishes a Cloud Run service of the project "${service.project}" and its connector is in "${project}", whose network is not internal there; use a connector in that project, or say in acrossProjects what makes it so`;
      problems.set(message, { code: "CloudRunProjectMismatch", message });
    }
  }
  if (services.some(({ service }) => service !== undefined) && !props.privateDns && !props.natEgress) {
    const message =
      "the tunnel publishes a Cloud Run service, and run.app leads the connector out to the internet, where internal services answer 404; pass privateDns: new RunAppDns(…), or natEgress";
    problems.set(message, { code: "ConnectorEgressInvalid", message });
  }
  return [...problems.values()];
}

/** One that goes by a bare name is known where it is at least asked by that name. */
function runServiceOf({ _peer: peer, _options: options }: Origin): RunService | "unknown" | undefined {
  if (peer.kind !== "name") return undefined;
  if (peer.runService !== undefined || !/\.run\.app$/i.test(peer.hostname)) return peer.runService;
  return options?.httpHostHeader === peer.hostname ? { acrossProjects: true } : "unknown";
}

function validateConnectorName(scope: Construct, props: CloudRunConnectorProps, name: string): Problem[] {
  if (Token.isUnresolved(name)) return [literalExpected("name")];
  if (!isGoogleName(name, 6, 30)) {
    const got =
      props.name === undefined ? `the name "${name}" is made from the tunnel's id, and is` : `name is "${name}",`;
    const message = `${got} none that a service account takes; expected a letter, then lower-case letters, digits and "-", 6 to 30 in all; pass such a name`;
    return [{ code: "ConnectorNameInvalid", message }];
  }
  const twin = take(scope, `cloudflared ${name} in ${props.project ?? props.provider?.fqn ?? "google"}`);
  if (twin === undefined) return [];
  const message = `${twin.node.path} is named "${name}" in the same project; pass another name`;
  return [{ code: "ConnectorNameTaken", message }];
}

/** Cloud Run takes images from Artifact Registry and from Docker Hub alone. */
function validateRegistry(image: string): Problem[] {
  const [, registry] = /^([^/]*[.:][^/]*)\//.exec(image) ?? [];
  if (Token.isUnresolved(image) || registry === undefined) return [];
  if (/^(docker\.io|([a-z0-9-]+\.)?gcr\.io|[a-z0-9-]+\.pkg\.dev)$/.test(registry)) return [];
  const message = `image is "${image}"; Cloud Run takes none from ${registry}: put it behind a remote repository of Artifact Registry, <region>-docker.pkg.dev/…`;
  return [{ code: "ConnectorImageRefused", message }];
}

function validateMemory(memory: string | undefined): Problem[] {
  if (memory === undefined || Token.isUnresolved(memory)) return [];
  const [, number, unit] = /^([0-9]+)(Mi|Gi)$/.exec(memory) ?? [];
  const mebibytes = Number(number) * (unit === "Gi" ? 1024 : 1);
  if (mebibytes >= LEAST_MEMORY_MIB) return [];
  const message = `memory is "${memory}"; expected "${LEAST_MEMORY_MIB}Mi" or more, such as "1Gi": Cloud Run gives no less to a worker pool`;
  return [{ code: "ConnectorResourcesInvalid", message }];
}

function validateEgress(scope: Construct, props: CloudRunConnectorProps): Problem[] {
  const { network, subnetwork, region, privateDns: dns, natEgress: nat } = props;
  const problem = (message: string): Problem => ({ code: "ConnectorEgressInvalid", message });
  const problems: Problem[] = [];
  if (dns !== undefined && nat !== undefined) {
    const message =
      "privateDns and natEgress are both given; expected one of them: all traffic through the VPC needs no private DNS, and private ranges alone need no NAT";
    problems.push(problem(message));
  }
  if (dns !== undefined && areTwo(scope, dns.network, network)) {
    problems.push(problem(`privateDns answers in another network than the connector's; expected that of its network`));
  }
  if (nat !== undefined && (areTwo(scope, nat.subnetwork, subnetwork) || nat.region !== region)) {
    const message = `natEgress lets out another subnetwork than the connector's; expected one for its subnetwork and region`;
    problems.push(problem(message));
  }
  return problems;
}

function validateMetrics(cidr: string | undefined): Problem[] {
  if (cidr === undefined || Token.isUnresolved(cidr) || parseCidr(cidr) !== undefined) return [];
  const message = `denyMetricsIn is "${cidr}"; expected the subnetwork's CIDR without host bits, such as "10.8.0.0/26"`;
  return [{ code: "CidrInvalid", message }];
}
