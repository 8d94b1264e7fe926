import { ServiceV1 } from "@cdktf/provider-kubernetes/lib/service-v1";
import { TerraformProvider, Token } from "cdktf";
import { Construct } from "constructs";
import { isServiceName, validateLabels, validateNamespace, validateServiceName } from "./name-validation";
import { isDnsLabel } from "../core/addresses/hostname";
import { validatePort } from "../core/addresses/port";
import { Problem, report } from "../core/errors";
import { checkProps, PropNames } from "../core/props";
import { create } from "../core/terraform/create";
import { honourDependencies } from "../core/terraform/dependencies";
import { literalExpected, validateResourceName } from "../core/terraform/resources";

/** A port of a headless Service. */
export interface HeadlessServicePort {
  /** The name, at most 15 characters. SRV records contain it: `_http._tcp.web-pods.shop.svc.…`. */
  readonly name: string;
  /** The port of the pods, from 1 to 65535. A headless Service does not translate ports. */
  readonly port: number;
}

/** Settings of a `HeadlessService`. Names and labels must be literals. */
export interface HeadlessServiceProps {
  /** The name of the existing Service. */
  readonly service: string;
  /** The namespace of both Services. */
  readonly namespace: string;
  /** The labels by which the existing Service selects its pods, at least one. */
  readonly podLabels: { [key: string]: string };
  /** The name of the headless Service. @default - the name of the existing Service and "-pods" */
  readonly name?: string;
  /** The TCP ports of the SRV records. @default - none; address records exist without ports */
  readonly ports?: HeadlessServicePort[];
  /** The Kubernetes provider of the cluster. @default - the stack's default provider */
  readonly provider?: TerraformProvider;
}

const PROPS: PropNames<HeadlessServiceProps> = {
  required: {
    service: "the name of the existing Service",
    namespace: "the namespace of the existing Service",
    podLabels: "the labels by which the existing Service selects its pods",
  },
  optional: { name: true, ports: true, provider: true },
};

const PORT: PropNames<HeadlessServicePort> = {
  required: { name: 'the name of the port, such as "http"', port: "the port of the pods, such as 8080" },
  optional: {},
};

/**
 * A headless companion of an existing Service, for clients outside the cluster.
 *
 * Its name resolves to the addresses of the ready pods. The cluster IP of the existing Service is not reachable from
 * outside the cluster. Clients use the ports of the pods.
 *
 * @example
 * new HeadlessService(this, "web-pods", {
 *   service: "web",
 *   namespace: "shop",
 *   podLabels: { app: "web" },
 *   ports: [{ name: "http", port: 8080 }],
 * });
 *
 * @throws ValidationError ConstructIdInvalid, KubernetesServiceInvalid, NamespaceInvalid, PropMissing, PropUnknown,
 * TokenNotAllowed
 * @see https://kubernetes.io/docs/concepts/services-networking/service/#headless-services
 */
export class HeadlessService extends Construct {
  /** The underlying L1 resource. */
  public readonly resource: ServiceV1;

  public constructor(scope: Construct, id: string, props: HeadlessServiceProps) {
    super(scope, id);
    checkProps(this, "HeadlessService", props, PROPS);
    props.ports?.forEach((port) => checkProps(this, "HeadlessService.ports", port, PORT));
    const { service, namespace, podLabels, name = `${service}-pods`, ports = [], provider } = props;
    this.resource = create(ServiceV1, this, "Resource", {
      provider,
      metadata: {
        name,
        namespace,
        // The first annotation that Terraform adds to an existing object removes those of the cluster's controllers,
        // so there is one from the start.
        annotations: { "cdktf-zero-trust/companion-of": service },
      },
      spec: {
        clusterIp: "None",
        selector: { ...podLabels },
        ...(ports.length > 0 && {
          port: ports.map((each) => ({
            name: each.name,
            port: each.port,
            protocol: "TCP",
            targetPort: `${each.port}`,
          })),
        }),
      },
      waitForLoadBalancer: false,
    });
    report(
      this,
      ...validateResourceName(this.resource),
      ...validateServiceName("service", service),
      // A name that is made from an invalid `service` is not reported again.
      ...(props.name === undefined && !isServiceName(service) ? [] : validateServiceName("name", name)),
      ...validateNamespace("namespace", namespace),
      ...validateLabels("podLabels", podLabels),
      ...validatePodSelector(podLabels),
      ...ports.flatMap(validateServicePorts),
      ...validateUniquePorts(ports),
    );
    honourDependencies(this);
  }
}

/** A Service without a selector matches no pods. */
function validatePodSelector(podLabels: { [key: string]: string }): Problem[] {
  return Object.keys(podLabels).length > 0
    ? []
    : [invalid("podLabels: at least one label is required; pass the labels by which the Service selects its pods.")];
}

function validateServicePorts({ name, port }: HeadlessServicePort): Problem[] {
  if (Token.isUnresolved(name) || Token.isUnresolved(port)) return [literalExpected("an entry of ports")];
  const problems: Problem[] = [];
  if (!isDnsLabel(name, 15)) {
    problems.push(
      invalid(
        `ports: "${name}" is not a valid port name; use lower-case letters, digits and "-", at most 15 characters, such as "http".`,
      ),
    );
  }
  return [...problems, ...validatePort(`port "${name}"`, port, "KubernetesServiceInvalid")];
}

function validateUniquePorts(ports: HeadlessServicePort[]): Problem[] {
  const duplicates = (key: "name" | "port") =>
    ports.map((each) => each[key]).filter((value, i, all) => all.indexOf(value) < i);
  return [...duplicates("name"), ...duplicates("port")].map((value) =>
    invalid(`ports: ${value} is listed more than once; use each name and each port once.`),
  );
}

function invalid(message: string): Problem {
  return { code: "KubernetesServiceInvalid", message };
}
