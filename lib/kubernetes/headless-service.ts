import { ServiceV1 } from "@cdktf/provider-kubernetes/lib/service-v1";
import { TerraformProvider, Token } from "cdktf";
import { Construct } from "constructs";
import { isPort, isServiceName, validateLabels, validateNamespace, validateServiceName } from "./name-validation";
import { isDnsLabel } from "../core/addresses/hostname";
import { Problem, report } from "../core/errors";
import { honourDependencies } from "../core/terraform/dependencies";
import { literalExpected, validateResourceName } from "../core/terraform/resources";

/** Defines a port of a headless Service. */
export interface HeadlessServicePort {
  /** Its name, at most 15 characters, for SRV records: `_http._tcp.web-pods.shop.svc.…`. */
  readonly name: string;
  /** The pods' own port, 1 to 65535: a headless Service translates none. */
  readonly port: number;
}

/** Defines a headless companion of a Service. Names and labels are literals. */
export interface HeadlessServiceProps {
  /** The Service that it accompanies. */
  readonly service: string;
  /** The namespace of both. */
  readonly namespace: string;
  /** The labels by which that Service selects its pods, at least one. */
  readonly podLabels: { [key: string]: string };
  /** Its own name. @default - the Service's name and "-pods" */
  readonly name?: string;
  /** TCP ports that SRV records tell. @default - none; the pods' addresses are answered all the same */
  readonly ports?: HeadlessServicePort[];
  /** The Kubernetes provider of the cluster. @default - the stack's default one */
  readonly provider?: TerraformProvider;
}

/**
 * Defines a headless Service beside another one: its name is answered with the addresses of the ready pods, and not with the Service's own address, which
 * leads nowhere from outside the cluster. People use the pods' ports.
 *
 * Errors: KubernetesServiceInvalid, NamespaceInvalid, TokenNotAllowed.
 *
 * @see https://kubernetes.io/docs/concepts/services-networking/service/#headless-services
 */
export class HeadlessService extends Construct {
  public readonly resource: ServiceV1;

  public constructor(scope: Construct, id: string, props: HeadlessServiceProps) {
    super(scope, id);
    const { service, namespace, podLabels, name = `${service}-pods`, ports = [], provider } = props;
    this.resource = new ServiceV1(this, "Resource", {
      provider,
      metadata: {
        name,
        namespace,
        // Without an annotation from the start, the first one added later wipes those of the cluster's controllers.
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
      ...(props.name === undefined && !isServiceName(service) ? [] : validateServiceName("name", name)), // said of the Service's already
      ...validateNamespace("namespace", namespace),
      ...validateLabels("podLabels", podLabels),
      ...validatePodSelector(podLabels),
      ...ports.flatMap(validateServicePorts),
      ...validateUniquePorts(ports),
    );
    honourDependencies(this);
  }
}

/** A Service without a selector has no pods. */
function validatePodSelector(podLabels: { [key: string]: string }): Problem[] {
  return Object.keys(podLabels).length > 0
    ? []
    : [invalid("podLabels is empty; expected the labels by which the Service selects its pods")];
}

function validateServicePorts({ name, port }: HeadlessServicePort): Problem[] {
  if (Token.isUnresolved(name) || Token.isUnresolved(port)) return [literalExpected("a port")];
  const problems: Problem[] = [];
  if (!isDnsLabel(name, 15)) {
    problems.push(
      invalid(`a port's name is "${name}"; expected lower-case letters, digits and "-", at most 15, such as "http"`),
    );
  }
  if (!isPort(port)) problems.push(invalid(`port "${name}" is ${port}; expected 1 to 65535, a number`));
  return problems;
}

function validateUniquePorts(ports: HeadlessServicePort[]): Problem[] {
  const twice = (key: "name" | "port") =>
    ports.map((each) => each[key]).filter((value, i, all) => all.indexOf(value) < i);
  return [...twice("name"), ...twice("port")].map((value) =>
    invalid(`ports has ${value} twice; expected each name and each port once`),
  );
}

function invalid(message: string): Problem {
  return { code: "KubernetesServiceInvalid", message };
}
