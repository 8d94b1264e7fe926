import { Token } from "cdktf";
import { isPort, validateLabels, validateNamespace, validateServiceName } from "./name-validation";
import { Problem } from "../core/errors";
import { literalExpected } from "../core/terraform/resources";
import { Origin } from "../tunnel/origin";
import { OriginOptions } from "../tunnel/origin-options";

/** Defines a Service of the connector's cluster, and how the connector speaks to it. */
export interface KubernetesServiceOptions extends OriginOptions {
  /** The Service's namespace. */
  readonly namespace: string;
  /** The Service's port, 1 to 65535. */
  readonly port: number;
  /** The pods' port, which a network policy sees in place of the Service's. @default - the same as `port` */
  readonly targetPort?: number;
  /** Labels of the Service's pods: the connector may reach these only. @default - every pod of the namespace */
  readonly podLabels?: { [key: string]: string };
}

/**
 * Defines origins that are Services of the cluster the connector runs in.
 *
 * The connector's NetworkPolicy opens to their pods. What they are given is judged when it is published.
 * Errors: KubernetesServiceInvalid, NamespaceInvalid, TokenNotAllowed.
 *
 * @see https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/
 */
export class KubernetesService {
  /** Defines a Service that speaks HTTP. @param name the Service's name */
  public static http(name: string, options: KubernetesServiceOptions): Origin {
    return originOf("http", name, options);
  }

  /** Defines a Service that speaks HTTPS, with a certificate that the connector verifies. @param name the Service's name */
  public static https(name: string, options: KubernetesServiceOptions): Origin {
    return originOf("https", name, options);
  }

  /** Defines a Service that speaks any protocol over TCP. @param name the Service's name */
  public static tcp(name: string, options: KubernetesServiceOptions): Origin {
    return originOf("tcp", name, options);
  }

  private constructor() {}
}

function originOf(scheme: string, name: string, options: KubernetesServiceOptions): Origin {
  const { namespace, port, targetPort, podLabels, ...originOptions } = options;
  return Origin._reachedBy(
    `${scheme}://${name}.${namespace}.svc.cluster.local:${port}`,
    originOptions,
    {
      kind: "pods",
      namespace,
      port: targetPort ?? port,
      ...(podLabels !== undefined && { podLabels: { ...podLabels } }),
    },
    validateServiceOrigin(name, options),
  );
}

function validateServiceOrigin(name: string, options: KubernetesServiceOptions): Problem[] {
  const invalid = (message: string): Problem => ({ code: "KubernetesServiceInvalid", message });
  const service = `of the Service "${name}"`;
  const problems = [
    ...validateServiceName("the Service's name", name),
    ...validateNamespace(`the namespace ${service}`, options.namespace),
    ...validateLabels(`podLabels ${service}`, options.podLabels ?? {}),
  ];
  for (const key of ["port", "targetPort"] as const) {
    const port = options[key];
    if (port === undefined || isPort(port)) continue;
    const what = `${key} ${service}`;
    problems.push(
      Token.isUnresolved(port) ? literalExpected(what) : invalid(`${what} is ${port}; expected 1 to 65535, a number`),
    );
  }
  return problems;
}
